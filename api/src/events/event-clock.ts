import type { Context } from '../context.ts';
import { writeTenant } from '../db/tenant.ts';
import { readDue, type Due } from './event-clock.reads.ts';
import { noteHeldUp } from './event-held-up.writes.ts';
import { endEvent, startEvent } from './event-start.writes.ts';

/** Looked at this often even where no news came, in ms. */
const pollMs = 30_000;
/** News of an import come by the dozen: one look serves them. */
const newsMs = 100;

/** The clock of one process. Several run side by side: each deed is one conditional update. */
export interface EventClock {
	/** Does what is due now. */
	tick(): Promise<void>;
	stop(): Promise<void>;
}

/**
 * Starts and ends events when their time comes. An event whose time comes while another one is live
 * waits, which the host is told; news of that one's end bring it up again.
 */
export function startEventClock(context: Context): EventClock {
	let timer: NodeJS.Timeout | undefined;
	let newsTimer: NodeJS.Timeout | undefined;
	let ticking: Promise<void> | null = null;
	let again = false;
	let stopped = false;

	const wakeIn = (ms: number): void => {
		clearTimeout(timer);
		if (!stopped) timer = setTimeout(() => void tick(), ms).unref();
	};
	const tick = (): Promise<void> => {
		again = true;
		ticking ??= run().finally(() => {
			ticking = null;
		});
		return ticking;
	};
	const run = async (): Promise<void> => {
		let next: number | null = null;
		while (again && !stopped) {
			again = false;
			next = await doDue(context).catch((err: unknown) => {
				context.log.error({ err }, 'the clock of events failed, to be tried again');
				return context.now() + 1000;
			});
		}
		wakeIn(Math.min(pollMs, Math.max(0, (next ?? Infinity) - context.now())));
	};

	const stopListening = context.news.listen(() => {
		newsTimer ??= setTimeout(() => {
			newsTimer = undefined;
			void tick();
		}, newsMs).unref();
	});
	void tick();
	return {
		tick,
		async stop() {
			stopped = true;
			stopListening();
			clearTimeout(timer);
			clearTimeout(newsTimer);
			await ticking;
		}
	};
}

/** @returns when something comes next, UTC ms; null: nothing is planned */
async function doDue(context: Context): Promise<number | null> {
	const { due, next } = await readDue(context.db, context.now());
	for (const deed of due) await perform(context, deed);
	return next;
}

async function perform(context: Context, due: Due): Promise<void> {
	const { organisationId, eventId, what } = due;
	try {
		const changed = await (what === 'end' ? end(context, due) : start(context, due));
		// Where nothing changed, telling of it would wake this clock again at once.
		if (changed) context.news.changed(organisationId);
	} catch (err) {
		context.log.error(
			{ err, eventId, what },
			'an event was not started or ended in time, to be tried again'
		);
	}
}

const end = (context: Context, { organisationId, eventId }: Due): Promise<boolean> =>
	writeTenant(context.db, organisationId, (tx) =>
		endEvent(tx, { organisationId, eventId, now: context.now(), by: 'clock' })
	);

/** Starts an event, or notes what it has to wait for. @returns whether anything changed */
async function start(context: Context, { organisationId, eventId }: Due): Promise<boolean> {
	const answer = await writeTenant(context.db, organisationId, (tx) =>
		startEvent(tx, { organisationId, eventId, now: context.now(), by: 'clock' })
	);
	if (answer.outcome !== 'another_live') return answer.outcome === 'started';
	const live = { eventId: answer.eventId, title: answer.title };
	return noteHeldUp(context, { organisationId, eventId, live });
}
