import * as v from 'valibot';
import { idSchema } from './fields.ts';
import {
	mostKept,
	putBack,
	type Import,
	type ImportTrace,
	type KeptPerson,
	type KeptReason,
	type MadeGroup
} from './imports.ts';
import { accept, ask, defineMutation, refuse, type Write } from './mutation.ts';
import { leavesNameless, type Person } from './people.ts';
import { mayEditPeople } from './people-mutations.ts';
import { can, type Actor } from './team.ts';

const mayUndo = (actor: Actor, eventId: string | null): boolean =>
	eventId === null ? mayEditPeople(actor) : can(actor, { area: 'people', level: 'edit', eventId });

/** What taking back a part of an import does, and what it has to leave. */
interface Undone {
	writes: Write[];
	removed: number;
	putBack: number;
	cancelled: number;
	/** Of those whose registration is cancelled: to how many a confirmation had gone. */
	mailed: number;
	/** Registrations of which nobody has heard: they are gone, as though never made. */
	gone: string[];
	kept: KeptPerson[];
}

/** Why a registration that an import made stays; null: it is cancelled, or was already. */
function whyStays({ registration }: ImportTrace): KeptReason | null {
	if (!registration || registration.row.status === 'cancelled') return null;
	if (registration.opened) return 'opened';
	return registration.touched || registration.row.status !== registration.after ? 'touched' : null;
}

function undoRegistration(undone: Undone, { registration }: ImportTrace): void {
	if (!registration || registration.row.status === 'cancelled') return;
	undone.cancelled++;
	if (registration.mailed) undone.mailed++;
	const { id } = registration.row;
	if (registration.unheard) undone.gone.push(id);
	undone.writes.push({
		write: 'patch',
		entity: 'registrations',
		id,
		fields: { status: 'cancelled' }
	});
}

/** Leaves somebody the address that an import gave them, else the name, where it is the last that they can be told by. */
function keepingLast(person: Person, before: ReturnType<typeof putBack>): typeof before {
	const given = (['email', 'lastName', 'firstName'] as const).find((field) => person[field]);
	if (!given || !leavesNameless(person, before.fields)) return before;
	const { [given]: _, ...fields } = before.fields;
	return { fields, edited: true };
}

function undoPerson(undone: Undone, trace: ImportTrace, now: number): KeptReason | null {
	const { person, made, touched, changes } = trace;
	const { id } = person;
	if (person.deletedAt !== null) return null;
	if (made) {
		if (touched) return 'touched';
		undone.removed++;
		undone.writes.push({ write: 'patch', entity: 'people', id, fields: { deletedAt: now } });
		return null;
	}
	const before = putBack(person, changes);
	// Who had neither name nor address before is so again, unless somebody took meanwhile what they had beside these.
	const { fields, edited } = touched ? keepingLast(person, before) : before;
	if (Object.keys(fields).length > 0) {
		undone.putBack++;
		undone.writes.push({ write: 'patch', entity: 'people', id, fields });
	}
	return edited ? 'edited' : null;
}

function undoTraces(traces: readonly ImportTrace[], now: number): Undone {
	const undone: Undone = {
		...{ writes: [], removed: 0, putBack: 0, cancelled: 0, mailed: 0 },
		...{ gone: [], kept: [] }
	};
	for (const trace of traces) {
		const stays = whyStays(trace);
		if (stays === null) undoRegistration(undone, trace);
		// Whoever keeps their registration is kept with it: their link leads in.
		const ofPerson = trace.made && stays !== null ? stays : undoPerson(undone, trace, now);
		const why = stays ?? ofPerson;
		if (why !== null) undone.kept.push({ personId: trace.person.id, why });
	}
	return undone;
}

/** The groups that nobody is left in once people are gone or out of them. */
function emptied(groups: readonly MadeGroup[], writes: readonly Write[]): string[] {
	const left = (personId: string, groupId: string): boolean =>
		writes.some(
			(one) =>
				one.write === 'patch' &&
				one.entity === 'people' &&
				one.id === personId &&
				(one.fields.deletedAt != null || one.fields.groupIds?.includes(groupId) === false)
		);
	return groups
		.filter(({ id, memberIds }) => memberIds.every((member) => left(member, id)))
		.map(({ id }) => id);
}

const noted = (of: Import, part: number, undone: Undone, now: number): Write => ({
	write: 'patch',
	entity: 'imports',
	id: of.id,
	fields: {
		undoneAt: of.undoneAt ?? now,
		undoneParts: [...of.undoneParts, part],
		removed: of.removed + undone.removed,
		putBack: of.putBack + undone.putBack,
		cancelled: of.cancelled + undone.cancelled,
		kept: {
			count: of.kept.count + undone.kept.length,
			people: [...of.kept.people, ...undone.kept].slice(0, mostKept)
		}
	}
});

/**
 * Takes a part of an import back: people whom it made and nobody touched since are deleted, what it changed is
 * put back where it is still as the import left it, registrations that it made are gone as though never made, or
 * cancelled where somebody may have heard of them, unless their link was opened. Groups that it made go with the last who is
 * in them. What has to stay is noted with the import; how many confirmations had gone is told.
 */
export const undoImport = defineMutation({
	name: 'people.undo_import',
	version: 1,
	schema: v.object({
		importId: idSchema,
		part: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000)),
		/** The event that it was for. */
		eventId: v.nullable(idSchema)
	}),
	questions: ({ importId, part, eventId }) => ({
		of: ask.row('imports', importId),
		traces: ask.imported({ importId, part }, eventId),
		groups: ask.groupsMade(importId)
	}),
	decide: ({ part, eventId }, { of, traces, groups }, { actor, now }) => {
		if (!mayUndo(actor, eventId)) return refuse('not_allowed');
		// Who holds one event alone holds no row of it, and may take back what they brought in themselves.
		if (of && of.eventId !== eventId) return refuse('missing');
		const isOwn = actor.kind === 'member' && of?.userId === actor.userId;
		if (of && !isOwn && !mayEditPeople(actor)) return refuse('missing');
		if (of?.undoneParts.includes(part)) return accept([]);
		const undone = undoTraces(traces, now);
		const gone = emptied(groups, undone.writes).map((id): Write => ({
			...{ write: 'patch', entity: 'groups', id },
			fields: { deletedAt: now }
		}));
		const { mailed, cancelled, gone: registrationIds } = undone;
		return accept(
			[...undone.writes, ...gone, ...(of ? [noted(of, part, undone, now)] : [])],
			registrationIds.length > 0 && eventId !== null
				? [{ effect: 'unregister', eventId, registrationIds }]
				: [],
			mailed > 0 && eventId !== null
				? [{ notice: 'mails_gone', eventId, count: mailed, of: cancelled }]
				: []
		);
	}
});
