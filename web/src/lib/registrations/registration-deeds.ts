import { markArrived, takeBackArrivals } from '@foyer/shared/arrival-mutations';
import { arrivalOf, hasArrived } from '@foyer/shared/arrivals';
import type { Event } from '@foyer/shared/events';
import type { Mutation, Questions } from '@foyer/shared/mutation';
import {
	admitRegistrations,
	cancelRegistrations,
	dismissDevices,
	letWait,
	settleErasure
} from '@foyer/shared/registration-mutations';
import { rotateKeys, takeBackKeys } from '@foyer/shared/key-mutations';
import { sendConfirmations, takeBackMails } from '@foyer/shared/confirmation-mutations';
import type { Registration } from '@foyer/shared/registrations';
import { inTurn, saveOrTell, type Told } from '#lib/attention/save.ts';
import { formatNumber } from '#lib/i18n/format.ts';
import { partsOf, saveForMany, saveParts, type DeedPart } from '#lib/lists/save-for-many.ts';
import { m } from '#lib/paraglide/messages.js';
import { local } from '#lib/sync/local.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { offerUndo } from '#lib/ui/undo.ts';
import type * as v from 'valibot';
import { markable, reachable, registrantName, type Rotation } from './registrant-list.ts';
import { Sendings } from './sendings.ts';

/** What a mutation on some registrants of an event is told of them. */
type Some = 'eventId' | 'personIds';

/**
 * A deed on registrations of an event, in as many mutations as their number asks for.
 * @param more what the mutation is told besides
 */
const partsFor = <S extends v.GenericSchema, Q extends Questions>(
	mutation: Mutation<S, Q>,
	{ id: eventId }: Pick<Event, 'id'>,
	rows: readonly Pick<Registration, 'personId'>[],
	more: Omit<v.InferInput<S>, Some>
): DeedPart[] => {
	const argsOf = (some: typeof rows) =>
		({ eventId, personIds: some.map(({ personId }) => personId), ...more }) as v.InferInput<S>;
	return partsOf(mutation, rows, argsOf);
};

/** Does it. @returns what became of it; why it isn't saved was told */
export const saveForRegistrants = <S extends v.GenericSchema, Q extends Questions>(
	mutation: Mutation<S, Q>,
	event: Pick<Event, 'id'>,
	rows: readonly Pick<Registration, 'personId'>[],
	deed: string,
	more: Omit<v.InferInput<S>, Some>
): Promise<Told> => saveParts(partsFor(mutation, event, rows, more), deed);

const sendings = new Sendings();

const isAway = (): boolean => local.status.offlineSince !== null;

const counted = (count: number) => ({ count, shown: formatNumber(count) });

/**
 * Sends the link to those who can be reached, for the first time or again. Undo takes back what waits still.
 * @returns whether it was saved
 */
export async function sendLinks(event: Event, rows: readonly Registration[]): Promise<boolean> {
	const to = reachable(rows);
	const mailing = crypto.randomUUID();
	const deed = m.registrations_send_links();
	if (
		to.length === 0 ||
		!(await saveForRegistrants(sendConfirmations, event, to, deed, { mailing })).saved
	)
		return false;
	sendings.add(mailing, to);
	const words = isAway() ? m.registrations_will_send : m.registrations_sending;
	offerUndo(words(counted(to.length)), () => keepBack(event, to, mailing));
	return true;
}

/**
 * Takes mails back that wait still; of another sending to the same people it is said that it goes all the same. What
 * had gone is told once the server has said so.
 */
async function keepBack(event: Event, to: readonly Registration[], mailing: string): Promise<void> {
	if (!(await saveForRegistrants(takeBackMails, event, to, m.ui_undo(), { mailing })).saved) return;
	const words = isAway() ? m.registrations_kept_back_away : m.registrations_kept_back;
	const others = sendings.takeBack(mailing);
	const told = [
		words(counted(to.length)),
		...(others > 0 ? [m.registrations_kept_back_others(counted(others))] : [])
	];
	toasts.show(told.join(' '), { tone: 'ok' });
}

/** Cancels registrations. Undo gives those their places back who had one. @returns whether it was saved */
export async function cancelWithUndo(
	event: Event,
	rows: readonly Registration[]
): Promise<boolean> {
	const placed = rows.filter(({ status }) => status !== 'cancelled');
	const [first] = placed;
	const deed = m.registrations_cancel_short();
	if (!first || !(await saveForRegistrants(cancelRegistrations, event, placed, deed, {})).saved)
		return false;
	offerUndo(
		placed.length === 1
			? m.registrations_cancelled_one({ name: registrantName(first) })
			: m.registrations_cancelled_many(counted(placed.length)),
		() => saveParts(givingBackFor(event, placed), m.ui_undo())
	);
	return true;
}

/** Those of each event. */
const byEvent = (rows: readonly Registration[]): [Pick<Event, 'id'>, Registration[]][] =>
	Object.entries(Object.groupBy(rows, ({ eventId }) => eventId)).map(([id, some = []]) => [
		{ id },
		some
	]);

/** What cancels registrations for several events, as part of another deed. */
export const cancelling = (rows: readonly Registration[]): DeedPart[] =>
	byEvent(rows).flatMap(([event, some]) => partsFor(cancelRegistrations, event, some, {}));

/** What takes that back for the events that are there still, and which it can't be taken back of. */
export function givingBack(before: readonly Registration[]): {
	parts: DeedPart[];
	lost: readonly Registration[];
} {
	const { there = [], gone = [] } = Object.groupBy(byEvent(before), ([{ id }]) =>
		mayGiveBack(id) ? 'there' : 'gone'
	);
	return {
		parts: there.flatMap(([event, some]) => givingBackFor(event, some)),
		lost: gone.flatMap(([, some]) => some)
	};
}

const mayGiveBack = (eventId: string): boolean =>
	local.event(eventId)?.deletedAt === null && local.can({ area: 'people', level: 'edit', eventId });

/** Takes a cancellation back: places to those who had one; who waited waits again. */
function givingBackFor(event: Pick<Event, 'id'>, before: readonly Registration[]): DeedPart[] {
	const { registered = [], waiting_list: waited = [] } = Object.groupBy(
		before,
		({ status }) => status
	);
	const mailing = crypto.randomUUID();
	return [
		...partsFor(admitRegistrations, event, registered, { mailing, undoing: true }),
		...partsFor(letWait, event, waited, {})
	];
}

/** Gives places: from the waiting list, or back after a cancellation. Undo takes them again. */
export async function admit(event: Event, rows: readonly Registration[]): Promise<void> {
	const [first] = rows;
	const deed = m.registrations_admit_short();
	const mailing = crypto.randomUUID();
	if (
		!first ||
		!(await saveForRegistrants(admitRegistrations, event, rows, deed, { mailing })).saved
	)
		return;
	offerUndo(
		rows.length === 1
			? m.registrations_admitted_one({ name: registrantName(first) })
			: m.registrations_admitted_many(counted(rows.length)),
		() => takePlaces(event, rows, mailing)
	);
}

/** Takes places again, and the mails that tell of them: who waited waits again, who had cancelled has cancelled. */
async function takePlaces(
	event: Event,
	before: readonly Registration[],
	mailing: string
): Promise<Told> {
	const { waiting_list: waited = [], cancelled = [] } = Object.groupBy(
		before,
		({ status }) => status
	);
	const deed = m.ui_undo();
	return inTurn(
		() => saveForRegistrants(takeBackMails, event, waited, deed, { mailing }),
		() => saveForRegistrants(letWait, event, waited, deed, {}),
		() => saveForRegistrants(cancelRegistrations, event, cancelled, deed, {})
	);
}

/** Marks at the desk that people came. Undo takes this marking back, and no other. */
export async function letArrive(event: Event, rows: readonly Registration[]): Promise<void> {
	const came = markable(rows);
	const [first] = came;
	const at = Math.round(local.now());
	const admissionId = crypto.randomUUID();
	if (!first || !(await saveArrivals(event, came, admissionId, () => at)).saved) return;
	offerUndo(
		came.length === 1
			? m.registrations_marked_one({ name: registrantName(first) })
			: m.registrations_marked_many(counted(came.length)),
		() => saveNoArrivals(event, came, () => ({ admissionId, ledInAt: null })),
		arrivalsOf(event, came)
	);
}

/** Takes arrivals back, as they are shown. Undo marks them anew, as of when they were known to have come. */
export async function takeArrivalsBack(event: Event, rows: readonly Registration[]): Promise<void> {
	const came = rows.filter(hasArrived);
	const [first] = came;
	const seen = ({ admissionId, ledInAt }: Registration) => ({ admissionId, ledInAt });
	if (!first || !(await saveNoArrivals(event, came, seen)).saved) return;
	offerUndo(
		came.length === 1
			? m.registrations_unmarked_one({ name: registrantName(first) })
			: m.registrations_unmarked_many(counted(came.length)),
		() => saveArrivals(event, came, crypto.randomUUID(), (row) => arrivalOf(row)?.at ?? 0),
		arrivalsOf(event, came)
	);
}

/** What a message on the arrival of these stands for: that the same came and that they didn't isn't said side by side. */
const arrivalsOf = ({ id }: Event, rows: readonly Registration[]): string =>
	`arrival ${id} ${rows
		.map(({ personId }) => personId)
		.sort()
		.join(' ')}`;

function saveArrivals(
	{ id: eventId }: Event,
	rows: readonly Registration[],
	admissionId: string,
	atOf: (row: Registration) => number
): Promise<Told> {
	const argsOf = (some: typeof rows) => ({
		...{ eventId, admissionId },
		people: some.map((row) => ({ personId: row.personId, at: atOf(row) }))
	});
	return saveForMany(markArrived, rows, argsOf, m.registrations_mark_arrived());
}

function saveNoArrivals(
	{ id: eventId }: Event,
	rows: readonly Registration[],
	seenOf: (row: Registration) => Pick<Registration, 'admissionId' | 'ledInAt'>
): Promise<Told> {
	const argsOf = (some: typeof rows) => ({
		eventId,
		people: some.map((row) => ({ personId: row.personId, ...seenOf(row) }))
	});
	return saveForMany(takeBackArrivals, rows, argsOf, m.registrations_take_arrival_back());
}

/** Notes that somebody's wish to be erased was seen to. */
export async function settle(event: Event, registration: Registration): Promise<void> {
	if (
		!(await saveOrTell(settleErasure, { eventId: event.id, personIds: [registration.personId] }))
			.saved
	)
		return;
	toasts.show(m.registrations_erasure_settled(), { tone: 'ok' });
}

/** Notes that a link on many devices was looked at, and nothing is amiss. */
export const dismissDevicesOf = async (
	event: Event,
	registration: Registration
): Promise<boolean> =>
	(await saveForRegistrants(dismissDevices, event, [registration], '', {})).saved;

/**
 * Makes present links void; new ones are there after the next sync. Until one is opened it can be taken back.
 * @returns whether it was saved
 */
export async function renewLinks(event: Event, rows: readonly Registration[]): Promise<boolean> {
	const rotation = crypto.randomUUID();
	const deed = m.registrations_renew_short();
	if (!(await saveForRegistrants(rotateKeys, event, rows, deed, { rotation })).saved) return false;
	const words = isAway() ? m.registrations_renewed_away : m.registrations_renewed;
	offerUndo(words(counted(rows.length)), () => takeBackLinks(event, { id: rotation, rows }));
	return true;
}

/** Takes new links back that nobody has opened: the earlier ones work again. */
export async function takeBackLinks(event: Event, { id, rows }: Rotation): Promise<void> {
	const deed = m.registrations_renew_short();
	if (!(await saveForRegistrants(takeBackKeys, event, rows, deed, { rotation: id })).saved) return;
	const words = isAway() ? m.registrations_taken_back_away : m.registrations_taken_back;
	toasts.show(words(counted(rows.length)), { tone: 'ok' });
}
