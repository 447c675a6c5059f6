import type { ColumnChoices } from '@foyer/shared/people-columns';
import type { ImportContext, PersonRow } from '@foyer/shared/people-import';
import type { Answer, Ask, CheckedSheet, Refusal } from './protocol.ts';
import type { WrittenFile } from '#lib/spreadsheets/spreadsheet-file.ts';

/** How long a file may take to be read, in ms: 100,000 rows take seconds, a trap takes forever. */
const longestRead = 60_000;

/** A file of which nothing can be imported. */
export class Refused extends Error {
	refusal: Refusal;

	constructor(refusal: Refusal) {
		super(refusal.refusal);
		this.name = 'Refused';
		this.refusal = refusal;
	}
}

/** What comes of a file. */
export interface ReadResult {
	ready: PersonRow[];
	/** The row of each address (in lower case) among them. */
	rowByEmail: ReadonlyMap<string, number>;
	sheet: CheckedSheet;
}

/** Hears how many rows were checked. */
type Told = (done: number, of: number) => void;

/** Reads and writes sheets in a thread of its own, which holds the file read last until `end`. */
export class SheetWorker {
	#worker: Worker | null = null;
	#limit: ReturnType<typeof setTimeout> | undefined;

	/** Reads and checks a file. Rejects with `Refused`; never settles once it was ended. */
	read(file: Blob, context: ImportContext, told: Told): Promise<ReadResult> {
		return this.#check({ ask: 'read', file, context }, told);
	}

	/**
	 * Checks the file that was read anew, with what was said of its columns. Settles alike.
	 * @param touched rows that come as needing a look in any case
	 */
	checkAnew(chosen: ColumnChoices, touched: ReadonlySet<number>, told: Told): Promise<ReadResult> {
		return this.#check({ ask: 'columns', chosen, touched }, told);
	}

	async #check(ask: Ask, told: Told): Promise<ReadResult> {
		const ready: PersonRow[] = [];
		// Noted as they come: of 100,000 at once it would hold up the page.
		const rowByEmail = new Map<string, number>();
		const sheet = await this.#ask<CheckedSheet>(ask, (answer) => {
			if (answer.answer === 'checking') told(answer.done, answer.of);
			if (answer.answer === 'ready')
				for (const one of answer.rows) {
					ready.push(one);
					if (one.person.email) rowByEmail.set(one.person.email, one.row);
				}
			return answer.answer === 'checked' ? answer.sheet : undefined;
		});
		return { ready, rowByEmail, sheet };
	}

	/** Writes a file: that which was read, with its errors, or a template. */
	write(ask: Extract<Ask, { ask: 'write' | 'template' }>): Promise<WrittenFile> {
		return this.#ask(ask, (answer) => (answer.answer === 'written' ? answer.file : undefined));
	}

	/** Ends the thread at once, whatever it does. */
	end(): void {
		clearTimeout(this.#limit);
		this.#worker?.terminate();
		this.#worker = null;
	}

	#ask<T>(ask: Ask, take: (answer: Answer) => T | undefined): Promise<T> {
		const worker = (this.#worker ??= new Worker(new URL('./import.worker.ts', import.meta.url), {
			type: 'module'
		}));
		return new Promise<T>((resolve, reject) => {
			const refuse = (refusal: Refusal) => {
				this.end();
				reject(new Refused(refusal));
			};
			this.#limit = setTimeout(() => refuse({ refusal: 'too_slow' }), longestRead);
			// A thread that ran out of memory, or whose script didn't load.
			worker.onerror = () => refuse({ refusal: 'damaged' });
			worker.onmessage = ({ data }: MessageEvent<Answer>) => {
				if (data.answer === 'refused') return refuse(data.refusal);
				const result = take(data);
				if (result === undefined) return;
				clearTimeout(this.#limit);
				resolve(result);
			};
			worker.postMessage(ask);
		});
	}
}
