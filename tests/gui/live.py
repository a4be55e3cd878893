#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the real server and sandbox, then drives the real window against them (tst_app_live)."""
import json
import os
import pathlib
import secrets
import shutil
import subprocess
import sys
import tempfile

BIN = pathlib.Path(os.environ['LONIEVE_BIN_DIR'])


def start(command, env, log):
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=log, env=env, text=True)
    return process, json.loads(process.stdout.readline())['url']


folder = pathlib.Path(tempfile.mkdtemp(prefix='lonieve-live-'))
folder.chmod(0o755)
started, code = [], 1
try:
    password = secrets.token_urlsafe(12)
    for name, text in (('secret', secrets.token_urlsafe(24)), ('apikey', secrets.token_urlsafe(24)), ('password', password)):
        (folder / name).write_text(text)
    env = dict(os.environ, CARDLINK_SECRET_FILE=str(folder / 'secret'), CARDLINK_API_KEY_FILE=str(folder / 'apikey'),
               MAIL_DIR=str(folder / 'mail'), QT_QPA_PLATFORM='offscreen')
    with open(folder / 'log', 'w') as log:
        sandbox, sandbox_url = start([BIN / 'lonieve-sandbox', '--listen', '127.0.0.1:0', '--secret-file', folder / 'secret',
                                      '--api-key-file', folder / 'apikey', '--state', folder / 'state'], env, log)
        started.append(sandbox)
        env['CARDLINK_BASE_URL'] = sandbox_url
        server, url = start([BIN / 'lonieve-server', 'serve', '--demo', '--data-dir', folder / 'data',
                             '--listen', '127.0.0.1:0'], env, log)
        started.insert(0, server)
        subprocess.run([BIN / 'lonieve-server', 'staff', 'add', '--data-dir', folder / 'data', '--email', 'live@example.com',
                        '--role', 'admin', '--name', 'Live', '--password-file', folder / 'password'], check=True, env=env)
        env.update(LONIEVE_TEST_SERVER=url, LONIEVE_TEST_SANDBOX=sandbox_url, LONIEVE_TEST_EMAIL='live@example.com',
                   LONIEVE_TEST_PASSWORD=password)
        code = subprocess.run([BIN / 'tst_app_live'], env=env, timeout=200).returncode
finally:
    for process in started:
        process.terminate()
        process.wait(40)
    subprocess.run([BIN / 'lonieve-server', 'wipe', '--yes', '--data-dir', folder / 'data'], capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)
sys.exit(code)
