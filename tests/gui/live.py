#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the real server and sandbox, then drives the real window against them (tst_app_live)."""
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from shop import BIN, Shop  # noqa: E402

with Shop() as shop:
    email, password = shop.add_staff('admin')
    env = dict(os.environ, LONIEVE_TEST_SERVER=shop.url, LONIEVE_TEST_SANDBOX=shop.sandbox.url,
               LONIEVE_TEST_EMAIL=email, LONIEVE_TEST_PASSWORD=password, QT_QPA_PLATFORM='offscreen')
    sys.exit(subprocess.run([BIN / 'tst_app_live'], env=env, timeout=240).returncode)
