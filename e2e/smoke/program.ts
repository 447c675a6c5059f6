import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first of some programs that is on the PATH or is the path of a file. */
export function findProgram(names: readonly string[]): string | undefined {
	const folders = (process.env.PATH ?? '').split(delimiter);
	return names
		.flatMap((name) => (name.includes('/') ? [name] : folders.map((folder) => join(folder, name))))
		.find((path) => existsSync(path));
}

/** A program in a process group of its own, which ends as a whole, with this process at the latest. */
export class Program {
	#output = '';
	readonly #child: ChildProcess;
	readonly #end = (): void => void this.#signal('SIGKILL');

	constructor(file: string, args: string[], environment: NodeJS.ProcessEnv) {
		this.#child = spawn(file, args, {
			env: { PATH: process.env.PATH, ...environment },
			stdio: ['ignore', 'pipe', 'pipe'],
			detached: true
		});
		const keep = (text: Buffer) => void (this.#output += text.toString());
		for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.on('data', keep);
		this.#child.on('error', (error) => (this.#output += error.message));
		process.once('exit', this.#end);
	}

	/** The first group of a pattern, once the program has printed it. */
	async printed(pattern: RegExp): Promise<string> {
		return this.until(async () => pattern.exec(this.#output)?.[1]);
	}

	/** What is looked for, once it is there. */
	async until<T>(look: () => Promise<T | undefined>): Promise<T> {
		for (const begin = performance.now(); performance.now() - begin < 60_000;) {
			const found = await look();
			if (found !== undefined) return found;
			if (this.#child.pid === undefined || this.#child.exitCode !== null) break;
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
		throw new Error(`${this.#child.spawnfile} didn’t start: ${this.#output.slice(-2000)}`);
	}

	end(): void {
		process.off('exit', this.#end);
		this.#signal('SIGTERM');
	}

	#signal(signal: NodeJS.Signals): void {
		try {
			if (this.#child.pid !== undefined) process.kill(-this.#child.pid, signal);
		} catch {
			// It has ended already.
		}
	}
}
