#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of lonieve-server that need no running server, as a person types them."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

SOURCE = pathlib.Path(os.environ.get('LONIEVE_SOURCE_DIR', pathlib.Path(__file__).resolve().parents[2]))
BIN = pathlib.Path(os.environ.get('LONIEVE_BIN_DIR', SOURCE / 'build' / 'bin'))
SECRET = 'correct horse battery staple'


class Cli(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(tempfile.mkdtemp(prefix='lonieve-test-'))
        cls.root.chmod(0o711)
        cls.addClassCleanup(shutil.rmtree, cls.root, True)
        cls.data = cls.root / 'data'
        cls.password = cls.root / 'password'
        cls.password.write_text(SECRET + '\n')
        # Keeps the cluster running between the commands, as serve does.
        cls.keeper = subprocess.Popen([BIN / 'lonieve-server', 'psql', '--data-dir', cls.data, '--', '-XAtq'],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=cls.environment(), text=True)
        cls.addClassCleanup(cls.let_go)
        cls.keeper.stdin.write('select 1;\n')
        cls.keeper.stdin.flush()
        assert cls.keeper.stdout.readline() == '1\n'
        cls.cli('migrate')

    @classmethod
    def let_go(cls):
        cls.keeper.stdin.close()
        cls.keeper.stdout.close()
        cls.keeper.wait(60)

    @classmethod
    def environment(cls, **extra):
        env = {k: v for k, v in os.environ.items()
               if not k.startswith(('LONIEVE_DATA', 'LONIEVE_MASTER', 'DATABASE_', 'CARDLINK_', 'SMTP_', 'MAIL_', 'PG', 'SITE_'))}
        env.update(extra)
        return env

    @classmethod
    def cli(cls, *arguments, code=0, data=None, stdin=None, env=None):
        command, *rest = map(str, arguments)
        done = subprocess.run([BIN / 'lonieve-server', command, '--data-dir', data or cls.data, *rest], text=True,
                              capture_output=True, input=stdin, env=cls.environment(**(env or {})), timeout=240)
        assert done.returncode == code, f'{arguments}: exit {done.returncode}, wanted {code}\n{done.stdout}{done.stderr}'
        return done.stdout if code == 0 else done.stderr

    @classmethod
    def psql(cls, sql, *options, data=None):
        return cls.cli('psql', *options, '--', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', sql, data=data).strip()

    def test_help(self):
        for command in ('migrate', 'psql', 'staff', 'keys', 'backup', 'restore', 'doctor'):
            text = self.cli(command, '--help')
            self.assertIn(f'Usage: lonieve-server {command}', text)
            self.assertIn('--data-dir', text)

    def test_usage(self):
        for wrong in (['staff'], ['staff', 'fire'], ['keys'], ['keys', 'eat'], ['backup'], ['restore'],
                      ['migrate', '--nonsense'], ['staff', 'add', '--email', 'x@example.com'],
                      ['staff', 'add', '--email', 'nobody', '--role', 'admin', '--password-file', self.password],
                      ['staff', 'add', '--email', 'x@example.com', '--role', 'king', '--password-file', self.password],
                      ['staff', 'add', '--email', 'x@example.com', '--role', 'admin'],
                      ['staff', 'add', '--email', 'x@example.com', '--role', 'admin', '--password-file', '/nonexistent'],
                      ['psql', '--database-url', 'postgresql://secret@host/db']):
            with self.subTest(wrong=wrong):
                self.assertTrue(self.cli(*wrong, code=2).startswith('lonieve-server: '))

    def test_psql_is_the_owner_of_one_tenant(self):
        self.assertEqual(self.psql("select current_user, current_tenant()"),
                         'lonieve_owner|00000000-0000-4000-8000-000000000001')
        other = '00000000-0000-4000-8000-0000000000aa'
        self.psql(f"insert into tenants (id, name, primary_domain) values ('{other}', 'Other', 'other.example')",
                  '--tenant', other)
        for name in (other, 'other.example', 'OTHER.example', 'Other'):
            self.assertEqual(self.psql('select current_tenant()', '--tenant', name), other)
        self.assertIn('no tenant', self.cli('psql', '--tenant', 'nowhere.example', '--', '-c', 'select 1', code=2))
        self.assertIn('division by zero', self.cli('psql', '--', '-X', '-c', 'select 1/0', code=1))
        self.assertEqual(self.cli('psql', '--', '-XAtq', stdin='select 40 + 2;\n').strip(), '42')

    def test_migrate(self):
        self.assertEqual(self.cli('migrate'), '0 migrations applied\n')
        self.assertEqual(self.cli('migrate', '--check'), '0 migrations to apply\n')

    def test_staff(self):
        add = ['staff', 'add', '--email', 'Anna@example.com', '--role', 'manager', '--name', 'Anna']
        self.cli(*add, '--password-file', self.password)
        self.assertIn('staff set-password', self.cli(*add, '--password-file', self.password, code=1))
        short = self.root / 'short'
        short.write_text('123456789\n')
        self.assertIn('10 characters', self.cli('staff', 'add', '--email', 'b@example.com', '--role', 'viewer',
                                                '--password-file', short, code=1))
        self.assertEqual(self.psql("select count(*) from staff where email = 'b@example.com'"), '0')
        self.assertRegex(self.cli('staff', 'list'), r'(?m)^Anna@example.com\tmanager\tactive\tnever signed in\tAnna$')
        before = self.psql("select password_hash from staff where lower(email) = 'anna@example.com'")
        self.assertTrue(before.startswith('$argon2id$'))
        self.cli('staff', 'set-password', '--email', 'ANNA@example.com', '--password-file', '-', stdin='another good one')
        after = self.psql("select password_hash, role, name from staff where lower(email) = 'anna@example.com'")
        self.assertNotIn(before, after)
        self.assertTrue(after.endswith('|manager|Anna'))
        self.cli('staff', 'deactivate', '--email', 'anna@example.com')
        self.assertIn('\tinactive\t', self.cli('staff', 'list'))
        for action in (['set-password', '--password-file', self.password], ['deactivate']):
            self.assertIn('Nobody', self.cli('staff', action[0], '--email', 'ghost@example.com', *action[1:], code=1))
        self.assertGreaterEqual(int(self.psql("select count(*) from audit_log where object = 'staff'")), 3)
        self.assertNotIn(SECRET, self.psql('select * from audit_log'))

    def test_keys_backup_restore(self):
        self.assertIn('cannot be read', self.cli('keys', 'list', code=1))
        keys = self.data / 'keys' / 'master.keys'
        keys.parent.mkdir(mode=0o700, exist_ok=True)
        keys.write_text('1 ' + __import__('base64').b64encode(os.urandom(32)).decode() + '\n')
        keys.chmod(0o644)
        self.assertIn('Others can read', self.cli('keys', 'list', code=1))
        keys.chmod(0o600)
        self.assertIn('current version 1', self.cli('keys', 'list'))
        self.assertIn('version 2 is current', self.cli('keys', 'rotate'))
        self.assertIn('current version 2', self.cli('keys', 'list'))
        self.assertEqual(keys.stat().st_mode & 0o777, 0o600)

        self.cli('staff', 'add', '--email', 'kept@example.com', '--role', 'viewer', '--password-file', self.password)
        dump = self.root / 'shop.dump'
        said = self.cli('backup', '--output', dump)
        self.assertIn('master keys are not in it', said)
        self.assertEqual(dump.stat().st_mode & 0o777, 0o600)
        self.assertFalse(pathlib.Path(f'{dump}.keys').exists())
        self.assertIn('never overwrites', self.cli('backup', '--output', dump, code=2))
        second = self.root / 'second.dump'
        self.cli('backup', '--output', second, '--with-keys')
        self.assertEqual(pathlib.Path(f'{second}.keys').read_text(), keys.read_text())
        self.assertEqual(pathlib.Path(f'{second}.keys').stat().st_mode & 0o777, 0o600)

        self.assertIn('not empty', self.cli('restore', '--input', dump, code=1))
        fresh = self.root / 'restored'
        said = self.cli('restore', '--input', second, '--keys', f'{second}.keys', data=fresh)
        self.assertIn('the master keys fit', said)
        count = "select (select count(*) from staff), (select max(version) from schema_migrations)"
        self.assertEqual(self.psql(count, data=fresh), self.psql(count))
        # Walls and grants came along: the application's role sees the rows of its tenant only.
        self.assertEqual(self.psql("set role lonieve_app; select count(*) > 0 from staff;"
                                   "set app.tenant_id = ''; select count(*) from staff", data=fresh), 't\n0')
        broken = self.root / 'broken.dump'
        broken.write_bytes(second.read_bytes()[:20000])
        empty = self.root / 'empty'
        self.assertIn('Nothing was restored', self.cli('restore', '--input', broken, data=empty, code=1))
        self.assertEqual(self.psql("select count(*) from pg_class where relnamespace = 'public'::regnamespace "
                                   "and relkind = 'r'", data=empty), '0')

    def test_doctor(self):
        text = self.cli('doctor', env={'CARDLINK_API_KEY': 'k', 'CARDLINK_SECRET': 's', 'SMTP_HOST': '127.0.0.1',
                                       'SMTP_PORT': '1'}, code=1)
        self.assertEqual(text, '')  # the findings go to stdout
        done = subprocess.run([BIN / 'lonieve-server', 'doctor', '--data-dir', self.data], capture_output=True, text=True,
                              env=self.environment(CARDLINK_API_KEY='k', CARDLINK_SECRET='s', SITE_URL='https://shop.example'))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for subject in ('database', 'clock', 'migrations', 'disk', 'payments', 'address'):
            self.assertRegex(done.stdout, rf'(?m)^good +{subject} ')
        self.assertNotIn('BAD', done.stdout)

    def test_settings_are_documented(self):
        table = self.cli('doctor', '--settings-table')
        self.assertIn(table.strip(), (SOURCE / 'docs/settings.md').read_text())
        self.assertIn('`DATABASE_URL`', table)

    def test_secrets_are_not_on_command_lines(self):
        """psql gets the address through its environment."""
        sockets = str(self.data / 'postgres/run').replace('/', '%2F')
        address = f'postgresql://lonieve_owner:hunter2@/lonieve?host={sockets}&port=5432'
        process = subprocess.Popen([BIN / 'lonieve-server', 'psql', '--', '-XAtq'], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, env=self.environment(DATABASE_URL=address), text=True)
        try:
            process.stdin.write('select 1;\n')
            process.stdin.flush()
            self.assertEqual(process.stdout.readline(), '1\n')
            lines = b''
            for entry in pathlib.Path('/proc').glob('[0-9]*/cmdline'):
                try:
                    lines += entry.read_bytes()
                except OSError:
                    pass
            self.assertNotIn(b'hunter2', lines)
        finally:
            process.stdin.close()
            process.stdout.close()
            process.wait(30)

    def test_cluster_stops_after_the_last_command(self):
        data = self.root / 'short-lived'
        self.cli('migrate', data=data)
        self.assertFalse((data / 'postgres/data/postmaster.pid').exists())
        # A command that is killed does not stop it; the next one finds it running and stops it.
        process = subprocess.Popen([BIN / 'lonieve-server', 'psql', '--data-dir', data, '--', '-XAtq'],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=self.environment(), text=True)
        process.stdin.write('select 1;\n')
        process.stdin.flush()
        self.assertEqual(process.stdout.readline(), '1\n')
        process.send_signal(signal.SIGKILL)
        process.wait(30)
        process.stdin.close()
        process.stdout.close()
        pid = int((data / 'postgres/data/postmaster.pid').read_text().split('\n')[0])
        os.kill(pid, 0)
        self.assertEqual(self.psql('select 2', data=data), '2')
        deadline = time.monotonic() + 30
        while (data / 'postgres/data/postmaster.pid').exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertFalse((data / 'postgres/data/postmaster.pid').exists())


if __name__ == '__main__':
    unittest.main(verbosity=2)
