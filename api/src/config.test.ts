import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

const folder = () => mkdtempSync(path.join(tmpdir(), 'foyer-config-'));
const secret = 'x'.repeat(32);

test('nothing set: the embedded database, a secret of its own, mails kept', () => {
	const DATA_DIR = folder();
	const config = readConfig({ DATA_DIR });
	expect(config).toMatchObject({
		port: 3000,
		publicUrl: 'http://localhost:3000',
		databaseUrl: null,
		smtpUrl: null,
		logLevel: 'info',
		offlineLease: 7 * 86_400_000
	});
	const file = path.join(DATA_DIR, 'secret');
	expect(readFileSync(file, 'utf8').trim()).toBe(config.secret);
	expect(statSync(file).mode & 0o777).toBe(0o600);
	expect(readConfig({ DATA_DIR, SECRET: '' }).secret).toBe(config.secret);
});

test.each([
	[{ PORT: '70000' }, 'PORT must be a port'],
	[{ PORT: 'http' }, 'PORT must be a port'],
	[{ PUBLIC_URL: 'foyer.example' }, 'PUBLIC_URL must be a URL'],
	[{ PUBLIC_URL: 'https://foyer.example/path' }, 'PUBLIC_URL must be an origin'],
	[{ DATABASE_URL: 'mysql://x/y', SECRET: secret }, 'DATABASE_URL must be a URL'],
	[{ DATABASE_URL: 'postgres://localhost/foyer' }, 'SECRET must be set with DATABASE_URL'],
	[{ SECRET: 'short' }, 'SECRET must have at least 32'],
	[{ SMTP_URL: 'smtp://mail.example' }, 'MAIL_FROM must be set with SMTP_URL'],
	[{ SMTP_URL: 'mail.example', MAIL_FROM: 'a@b.example' }, 'SMTP_URL must be a URL'],
	[{ MAIL_FROM: 'nobody' }, 'MAIL_FROM must be an e-mail address'],
	[{ TRUSTED_PROXIES: '10.0.0.0/33' }, 'TRUSTED_PROXIES must list'],
	[{ TRUSTED_PROXIES: 'proxy' }, 'TRUSTED_PROXIES must list'],
	[{ OFFLINE_DAYS: '0' }, 'OFFLINE_DAYS must be a number of days'],
	[{ OFFLINE_DAYS: '61' }, 'OFFLINE_DAYS must be a number of days'],
	[{ OFFLINE_DAYS: 'a week' }, 'OFFLINE_DAYS must be a number of days'],
	[{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of']
])('%j stops the boot with one readable line', (environment, message) => {
	const read = () => readConfig({ DATA_DIR: folder(), ...environment });
	expect(read).toThrow(ConfigError);
	expect(read).toThrow(message);
	expect(read).toThrow(/^[^\n]+$/);
});

test('proxies are networks or addresses of either family', () => {
	const { trustedProxies } = readConfig({ DATA_DIR: folder(), TRUSTED_PROXIES: '10.0.0.0/8, ::1' });
	expect(trustedProxies.check('10.1.2.3')).toBe(true);
	expect(trustedProxies.check('11.1.2.3')).toBe(false);
	expect(trustedProxies.check('::1', 'ipv6')).toBe(true);
});
