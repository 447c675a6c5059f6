/** A word of a waiting viewer’s stream. */
export interface Told {
	event: string;
	data: { now: number; revision: string; message?: string; within: number };
}

/** A waiting viewer's stream, and what it has been told. */
export interface Viewer {
	status: number;
	told: Told[];
	ended(): boolean;
}

/** Opens a viewer's stream. */
export async function wait(address: string): Promise<Viewer> {
	const told: Told[] = [];
	let ended = false;
	const answer = await fetch(address);
	void (async () => {
		let text = '';
		for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
			text += chunk;
			const messages = text.split('\n\n');
			text = messages.pop() ?? '';
			for (const message of messages) {
				const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(message) ?? [];
				if (event && data) told.push({ event, data: JSON.parse(data) as Told['data'] });
			}
		}
		ended = true;
	})().catch(() => {});
	return { status: answer.status, told, ended: () => ended };
}
