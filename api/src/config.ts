import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import path from 'node:path';
import * as v from 'valibot';
import { emailSchema } from '@foyer/shared/email';

/** The environment, parsed once. */
export interface Config {
	port: number;
	host: string;
	/** Origin of every link that leaves the product, without a trailing slash. */
	publicUrl: string;
	dataDir: string;
	/** PostgreSQL; null: the embedded database in `dataDir`. */
	databaseUrl: string | null;
	secret: string;
	/** SMTP; null: mails are kept in `dataDir`. */
	smtpUrl: string | null;
	mailFrom: string;
	/** Proxies whose `X-Forwarded-For` is believed. */
	trustedProxies: BlockList;
	logLevel: (typeof logLevels)[number];
	/** How long a device without contact shows what it holds, in ms. */
	offlineLease: number;
}

/** A configuration that cannot work; its message is one readable line. */
export class ConfigError extends Error {}

const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const;

const url = (protocols: string[]) =>
	v.pipe(
		v.string(),
		v.check(
			(text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
			`must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`
		)
	);

const offlineDaysRange = 'must be a number of days from 1 to 60';

const environmentSchema = v.object({
	PORT: v.optional(
		v.pipe(
			v.string(),
			v.regex(/^\d{1,5}$/, 'must be a port from 0 to 65535'),
			v.transform(Number),
			v.maxValue(65535, 'must be a port from 0 to 65535')
		),
		'3000'
	),
	HOST: v.optional(v.string(), 'localhost'),
	PUBLIC_URL: v.optional(
		v.pipe(
			url(['http:', 'https:']),
			v.check(
				(text) => !URL.canParse(text) || new URL(text).origin === text.replace(/\/$/, ''),
				'must be an origin, without a path'
			)
		)
	),
	DATA_DIR: v.optional(v.string(), './data'),
	DATABASE_URL: v.optional(url(['postgres:', 'postgresql:'])),
	SECRET: v.optional(v.pipe(v.string(), v.minLength(32, 'must have at least 32 characters'))),
	SMTP_URL: v.optional(url(['smtp:', 'smtps:'])),
	MAIL_FROM: v.optional(
		v.pipe(
			v.string(),
			v.check((text) => v.is(emailSchema, text), 'must be an e-mail address'),
			emailSchema
		)
	),
	TRUSTED_PROXIES: v.optional(v.string(), ''),
	OFFLINE_DAYS: v.optional(
		v.pipe(
			v.string(),
			v.regex(/^\d{1,2}$/, offlineDaysRange),
			v.transform(Number),
			v.minValue(1, offlineDaysRange),
			v.maxValue(60, offlineDaysRange)
		),
		'7'
	),
	LOG_LEVEL: v.optional(v.picklist(logLevels, `must be one of ${logLevels.join(', ')}`), 'info')
});

/**
 * Reads the configuration from environment variables (empty ones count as unset).
 * @throws ConfigError naming the variable and what is wrong with it
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
	const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
	const parsed = v.safeParse(environmentSchema, set);
	if (!parsed.success) {
		const [issue] = parsed.issues;
		throw new ConfigError(`${v.getDotPath(issue)} ${issue.message}`);
	}
	const env = parsed.output;
	if (env.SMTP_URL && !env.MAIL_FROM)
		throw new ConfigError('MAIL_FROM must be set with SMTP_URL: the sender of every mail');
	const dataDir = path.resolve(env.DATA_DIR);
	const publicUrl = (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/$/, '');
	return {
		port: env.PORT,
		host: env.HOST,
		publicUrl,
		dataDir,
		databaseUrl: env.DATABASE_URL ?? null,
		secret: env.SECRET ?? secretOf(dataDir, env.DATABASE_URL !== undefined),
		smtpUrl: env.SMTP_URL ?? null,
		mailFrom: env.MAIL_FROM ?? `foyer@${new URL(publicUrl).hostname}`,
		trustedProxies: proxies(env.TRUSTED_PROXIES),
		logLevel: env.LOG_LEVEL,
		offlineLease: env.OFFLINE_DAYS * 86_400_000
	};
}

/** The secret kept in the data folder, made at the first start. With a shared database it must be given. */
function secretOf(dataDir: string, shared: boolean): string {
	if (shared)
		throw new ConfigError(
			'SECRET must be set with DATABASE_URL: every process derives the access keys from it'
		);
	const file = path.join(dataDir, 'secret');
	if (existsSync(file)) return readFileSync(file, 'utf8').trim();
	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	const secret = randomBytes(32).toString('hex');
	writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx' });
	return secret;
}

function proxies(list: string): BlockList {
	const blocks = new BlockList();
	for (const entry of list.split(',').map((text) => text.trim())) {
		if (entry === '') continue;
		const [address = '', prefix] = entry.split('/');
		const family = isIP(address);
		const bits = prefix === undefined ? (family === 4 ? 32 : 128) : Number(prefix);
		if (family === 0 || !Number.isInteger(bits) || bits < 0 || bits > (family === 4 ? 32 : 128)) {
			throw new ConfigError(
				`TRUSTED_PROXIES must list addresses or networks such as 10.0.0.0/8: ${entry}`
			);
		}
		blocks.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
	}
	return blocks;
}
