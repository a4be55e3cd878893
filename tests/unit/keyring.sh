#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The sign-in's secret in a real keyring, and on a machine that has none.
set -euo pipefail
test=$LONIEVE_BIN_DIR/tst_keyring
home=$(mktemp -d); trap 'rm -rf "$home"' EXIT
export HOME=$home XDG_RUNTIME_DIR=$home/run XDG_DATA_HOME=$home/data XDG_CURRENT_DESKTOP=GNOME
mkdir -m 700 "$XDG_RUNTIME_DIR"; mkdir -p "$XDG_DATA_HOME/keyrings"
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS

# Its own bus; the daemon ends with it.
timeout 60 dbus-run-session -- bash -c '
  set -euo pipefail
  printf "test password" | gnome-keyring-daemon --unlock --components=secrets --foreground >/dev/null 2>&1 &
  daemon=$!
  trap "kill $daemon 2>/dev/null || true" EXIT
  call() { dbus-send --session --type=method_call --print-reply "$@" 2>/dev/null || true; }
  for _ in $(seq 1 100); do # until the daemon is there and its keyring is open
    if call --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets \
         | grep -q "boolean true" \
       && call --dest=org.freedesktop.secrets /org/freedesktop/secrets \
         org.freedesktop.Secret.Service.ReadAlias string:default | grep -q collection/login; then break; fi
    sleep 0.1
  done
  LONIEVE_KEYRING=real "$0"' "$test"
# What was stored must not lie about in clear.
if grep -raq 'token-2' "$home"; then echo 'the secret lies in clear in a file' >&2; exit 1; fi

# A bus where nobody keeps secrets, and no bus at all.
empty=$home/empty; mkdir -p "$empty"
cat >"$home/bus.conf" <<CONF
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><servicedir>$empty</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
CONF
LONIEVE_KEYRING=none timeout 60 dbus-run-session --config-file="$home/bus.conf" -- "$test"
DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent LONIEVE_KEYRING=none timeout 60 "$test"
