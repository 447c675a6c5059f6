import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Another process has the folder open. */
export class FolderInUse extends Error {}

/**
 * Takes a folder for this process by a lock file that names it; one left by a process that is gone is
 * taken over.
 * @returns a function that gives it back
 * @throws FolderInUse
 */
export function lockFolder(folder: string): () => void {
	const file = path.join(folder, 'lock');
	if (!tryCreate(file)) {
		const holder = holderOf(file);
		if (holder !== null)
			throw new FolderInUse(`${folder} is in use by process ${holder}: stop it first`);
		rmSync(file, { force: true });
		if (!tryCreate(file)) throw new FolderInUse(`${folder} is being opened by another process`);
	}
	return () => rmSync(file, { force: true });
}

/** Who this process is: its id and, where the system tells, when it started, because ids are used again. */
const identity = (pid: number): string => `${pid} ${startOf(pid) ?? ''}`.trim();

function tryCreate(file: string): boolean {
	try {
		writeFileSync(file, identity(process.pid), { flag: 'wx', mode: 0o600 });
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

/** The process that holds the lock; null when it is gone. */
function holderOf(file: string): number | null {
	const text = readFileSync(file, 'utf8');
	const pid = Number(text.split(' ')[0]);
	if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return null;
	return text === identity(pid) ? pid : null;
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

/** Start time in clock ticks since boot, from `/proc` (proc(5), field 22); undefined elsewhere. */
function startOf(pid: number): string | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
	} catch {
		return undefined;
	}
}
