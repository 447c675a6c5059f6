import type { Event } from '@foyer/shared/events';
import {
	addRegistrations,
	admitRegistrations,
	cancelRegistrations,
	dismissDevices,
	longestBatch,
	rotateKeys,
	sendConfirmations,
	settleErasure,
	takeBackKeys
} from '@foyer/shared/registration-mutations';
import type { Registration } from '@foyer/shared/registrations';
import { saveOrTell, type Told } from '#lib/attention/save.ts';
import { formatNumber } from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { offerUndo } from '#lib/ui/undo.ts';
import { reachable, registrantName, type Rotation } from './registrant-list.ts';

/** Some registrants of an event, no more than one mutation carries. */
interface Some {
	eventId: string;
	personIds: string[];
}

/** Does something to many registrations, in as many mutations as their size asks for. */
export async function inBatches(
	save: (some: Some) => Promise<Told>,
	eventId: string,
	rows: readonly Pick<Registration, 'personId'>[]
): Promise<boolean> {
	for (let at = 0; at < rows.length; at += longestBatch) {
		const personIds = rows.slice(at, at + longestBatch).map(({ personId }) => personId);
		if (!(await save({ eventId, personIds })).saved) return false;
	}
	return true;
}

const saves = (mutation: typeof sendConfirmations) => (some: Some) => saveOrTell(mutation, some);

const isAway = (): boolean => local.status.offlineSince !== null;

const counted = (count: number) => ({ count, shown: formatNumber(count) });

/** Sends the link to those who can be reached, for the first time or again. */
export async function sendLinks(event: Event, rows: readonly Registration[]): Promise<void> {
	const to = reachable(rows);
	if (to.length === 0 || !(await inBatches(saves(sendConfirmations), event.id, to))) return;
	toasts.show(
		isAway()
			? m.registrations_will_send(counted(to.length))
			: m.registrations_sending(counted(to.length)),
		{ tone: 'ok' }
	);
}

/** Cancels registrations. Undo gives those their places back who had one. */
export async function cancelWithUndo(event: Event, rows: readonly Registration[]): Promise<void> {
	const placed = rows.filter(({ status }) => status !== 'cancelled');
	const [first] = placed;
	if (!first || !(await inBatches(saves(cancelRegistrations), event.id, placed))) return;
	offerUndo(
		placed.length === 1
			? m.registrations_cancelled_one({ name: registrantName(first) })
			: m.registrations_cancelled_many(counted(placed.length)),
		() => giveBack(event, placed)
	);
}

/** Takes a cancellation back: places to those who had one; who waited waits again where it is full. */
async function giveBack(event: Event, before: readonly Registration[]): Promise<void> {
	const { registered = [], waiting_list: waited = [] } = Object.groupBy(
		before,
		({ status }) => status
	);
	if (!(await inBatches(saves(admitRegistrations), event.id, registered))) return;
	for (let at = 0; at < waited.length; at += longestBatch) {
		const people = waited
			.slice(at, at + longestBatch)
			.map(({ id, personId }) => ({ id, personId }));
		await saveOrTell(addRegistrations, { eventId: event.id, people, confirmations: 'later' });
	}
}

/** Gives places: from the waiting list, or back after a cancellation. */
export async function admit(event: Event, rows: readonly Registration[]): Promise<void> {
	const [first] = rows;
	if (!first || !(await inBatches(saves(admitRegistrations), event.id, rows))) return;
	toasts.show(
		rows.length === 1
			? m.registrations_admitted_one({ name: registrantName(first) })
			: m.registrations_admitted_many(counted(rows.length)),
		{ tone: 'ok' }
	);
}

/** Notes that somebody's wish to be erased was seen to. */
export async function settle(event: Event, registration: Registration): Promise<void> {
	if (!(await inBatches(saves(settleErasure), event.id, [registration]))) return;
	toasts.show(m.registrations_erasure_settled(), { tone: 'ok' });
}

/** Notes that a link on many devices was looked at, and nothing is amiss. */
export const dismissDevicesOf = (event: Event, registration: Registration): Promise<boolean> =>
	inBatches(saves(dismissDevices), event.id, [registration]);

/** Makes present links void; new ones are there after the next sync. Until one is opened it can be taken back. */
export async function renewLinks(event: Event, rows: readonly Registration[]): Promise<void> {
	const rotation = crypto.randomUUID();
	const save = (some: Some) => saveOrTell(rotateKeys, { ...some, rotation });
	if (!(await inBatches(save, event.id, rows))) return;
	const words = isAway() ? m.registrations_renewed_away : m.registrations_renewed;
	offerUndo(words(counted(rows.length)), () => takeBackLinks(event, { id: rotation, rows }));
}

/** Takes new links back that nobody has opened: the earlier ones work again. */
export async function takeBackLinks(event: Event, { id, rows }: Rotation): Promise<void> {
	const save = (some: Some) => saveOrTell(takeBackKeys, { ...some, rotation: id });
	if (!(await inBatches(save, event.id, rows))) return;
	const words = isAway() ? m.registrations_taken_back_away : m.registrations_taken_back;
	toasts.show(words(counted(rows.length)), { tone: 'ok' });
}
