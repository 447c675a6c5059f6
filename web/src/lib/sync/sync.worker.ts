import { apiOver } from '#lib/api.ts';
import { deviceName, openData } from './device.ts';
import { LocalReplica } from './replica.ts';
import type { Answer, Ask } from './replica-messages.ts';
import { takingAttached } from './taking-attached.ts';
import { serverOver } from './trpc-server.ts';
import { Turn } from './turn.ts';

/** The thread that fetches and stores what the server says: a page that is being used is never held up by it. */

/** How long a page is left alone before what it was told is written anew, in ms. */
const restMs = 2000;

const server = serverOver(apiOver(takingAttached((...request) => fetch(...request))));

const say = (message: Answer) => self.postMessage(message);

let replica: LocalReplica | null = null;

function open({ owner, shown }: Extract<Ask, { ask: 'open' }>): LocalReplica {
	const { organisationId } = owner;
	const now = () => Date.now();
	const turn = new Turn(`foyer-fetch-${deviceName(owner)}`);
	const rest = () => new Promise<void>((resolve) => setTimeout(resolve, restMs));
	return new LocalReplica(
		{ organisationId, server, data: openData(owner), now, turn, rest },
		shown
	);
}

async function answer({ call, method, args }: Extract<Ask, { ask: 'call' }>): Promise<void> {
	try {
		if (!replica) throw new Error('nothing is open');
		const result =
			method === 'read'
				? await replica.read(args[0], (chunk) => say({ answer: 'chunk', call, chunk }))
				: await (replica[method] as (...all: unknown[]) => Promise<unknown>)(...args);
		say({ answer: 'done', call, result });
	} catch (error) {
		const { name, message } = error as Error;
		say({ answer: 'failed', call, name, message });
	}
}

self.onmessage = ({ data }: MessageEvent<Ask>) => {
	if (data.ask === 'beat') say({ answer: 'beat' });
	else if (data.ask === 'open') replica = open(data);
	else void answer(data);
};
