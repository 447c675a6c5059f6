import { mkdir, readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Message, Transport } from './transport.ts';

/** How many kept mails stay; older ones are deleted. */
export const mostKept = 2000;

/** A kept mail by its file's name: when it was made, whose it is, its id. */
export interface KeptMail {
	name: string;
	createdAt: number;
	/** Null: an account's own mail. */
	organisationId: string | null;
}

const folderOf = (dataDir: string): string => path.join(dataDir, 'mail');

/** Keeps mails as `.eml` files that the server's own user alone may read, where no mail server is set. */
export function mailFolder(dataDir: string): Transport {
	const folder = folderOf(dataDir);
	let kept = 0;
	return {
		async deliver(message, settle) {
			await mkdir(folder, { recursive: true, mode: 0o700 });
			await writeWhole(path.join(folder, nameOf(message)), message.raw);
			await settle({ state: 'sent', reason: 'kept' });
			if (kept++ % 100 === 0) await prune(dataDir);
		},
		close: () => prune(dataDir)
	};
}

/** The kept mails, newest first. */
export async function listKept(dataDir: string): Promise<KeptMail[]> {
	const names = await readdir(folderOf(dataDir)).catch(nothingIfMissing);
	return names.flatMap((name) => parseName(name) ?? []).sort((a, b) => (a.name < b.name ? 1 : -1));
}

export const readKept = ({ name }: KeptMail, dataDir: string): Promise<Buffer> =>
	readFile(path.join(folderOf(dataDir), name));

/** Deletes kept mails by their ids. */
export async function deleteKept(dataDir: string, mailIds: readonly string[]): Promise<void> {
	const ids = new Set(mailIds);
	if (ids.size === 0) return;
	for (const { name } of await listKept(dataDir)) {
		const id = /_([0-9a-f-]{36})\.eml$/.exec(name)?.[1] ?? '';
		if (ids.has(id)) await unlink(path.join(folderOf(dataDir), name)).catch(nothingIfMissing);
	}
}

/** The same for each attempt, so that a repeated one replaces its file. */
const nameOf = ({ id, organisationId, createdAt }: Message): string =>
	`${new Date(createdAt).toISOString().replaceAll(':', '-')}_${organisationId ?? 'account'}_${id}.eml`;

function parseName(name: string): KeptMail | undefined {
	const [, date, time, owner] =
		/^(\d{4}-\d\d-\d\d)T([\d.-]+Z)_([0-9a-f-]{36}|account)_[0-9a-f-]{36}\.eml$/.exec(name) ?? [];
	if (!date || !time) return undefined;
	const createdAt = Date.parse(`${date}T${time.replaceAll('-', ':')}`);
	return { name, createdAt, organisationId: owner === 'account' ? null : (owner ?? null) };
}

async function writeWhole(file: string, content: Buffer): Promise<void> {
	const unfinished = `${file}.part`;
	await writeFile(unfinished, content, { mode: 0o600 });
	await rename(unfinished, file);
}

async function prune(dataDir: string): Promise<void> {
	const tooOld = (await listKept(dataDir)).slice(mostKept);
	for (const { name } of tooOld)
		await unlink(path.join(folderOf(dataDir), name)).catch(nothingIfMissing);
}

function nothingIfMissing(error: NodeJS.ErrnoException): [] {
	if (error.code === 'ENOENT') return [];
	throw error;
}
