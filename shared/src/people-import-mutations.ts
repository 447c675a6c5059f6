import * as v from 'valibot';
import { newcomerSchema, emailsOf, bringIn } from './bringing-in.ts';
import {
	customValueSchema,
	fitsField,
	type CustomField,
	type CustomValue
} from './custom-fields.ts';
import { idSchema, lineSchema } from './fields.ts';
import { groupNameSchema, type Group } from './groups.ts';
import { corrections, type SaidOfPerson } from './import-changes.ts';
import type { Import } from './imports.ts';
import {
	accept,
	ask,
	defineMutation,
	refuse,
	longestBatch,
	type Answers,
	type Decision,
	type MutationContext,
	type Write
} from './mutation.ts';
import { mayEditPeople } from './people-mutations.ts';
import { barePerson, type Person } from './people.ts';
import {
	mayRegister,
	openToOrganizers,
	placesOf,
	register,
	written,
	confirmationEffects
} from './registering.ts';
import { confirmationChoices, type Registration } from './registrations.ts';

/** One row of an import. */
const importRowSchema = v.object({
	...newcomerSchema.entries,
	custom: v.optional(v.record(idSchema, v.nonNullable(customValueSchema))),
	/** Groups to join. */
	groupIds: v.optional(v.pipe(v.array(idSchema), v.maxLength(100)))
});

type ImportRow = v.InferOutput<typeof importRowSchema>;

/** Whether anything but an id says who is meant: whom nobody knows by theirs would be somebody without a name. */
const saysWho = ({
	email,
	firstName,
	lastName,
	company,
	phone,
	note
}: Partial<ImportRow>): boolean => [email, firstName, lastName, company, phone, note].some(Boolean);

/**
 * Whom the event has that a row without an address means by their id, for who brings people into it and doesn't see the
 * directory: they are registered already, or get their place back, and nothing else is written of them.
 */
const registrantBy = (
	{ id, email }: Pick<ImportRow, 'id' | 'email'>,
	registered: ReadonlyMap<string, Registration>
): Person | undefined =>
	!email && registered.has(id) ? { ...barePerson, id, createdAt: 0 } : undefined;

/** The organisation's fields and groups that rows name, as they are now. */
interface Named {
	customFields: ReadonlyMap<string, CustomField>;
	groups: ReadonlyMap<string, Group>;
	/** Groups that are made with the rows. */
	made: ReadonlySet<string>;
}

/**
 * A row without what doesn't fit any more: a choice or a group that went since the sheet was read keeps nobody
 * from being brought in.
 */
function stillFitting(
	{ custom = {}, groupIds = [], ...row }: ImportRow,
	{ customFields, groups, made }: Named
): ImportRow & { custom: Record<string, CustomValue>; groupIds: string[] } {
	const fits = (id: string, value: CustomValue): boolean => {
		const field = customFields.get(id);
		return field?.deletedAt === null && fitsField(field, value);
	};
	const takes = (id: string): boolean => {
		const group = groups.get(id);
		return group ? group.deletedAt === null && !group.smart : made.has(id);
	};
	return {
		...row,
		custom: Object.fromEntries(Object.entries(custom).filter(([id, value]) => fits(id, value))),
		groupIds: groupIds.filter(takes)
	};
}

const countSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000));

/** How many people a part of an import made, changed and registered. */
function countsOf(writes: readonly Write[]): Pick<Import, 'made' | 'changed' | 'registered'> {
	const isMade = (one: Write) =>
		one.write === 'insert' && one.entity === 'people' && one.row.mergedInto === null;
	const changed = writes.flatMap((one) =>
		one.write === 'patch' && one.entity === 'people' ? [one.id] : []
	);
	return {
		made: writes.filter(isMade).length,
		changed: new Set(changed).size,
		registered: writes.filter(({ entity }) => entity === 'registrations').length
	};
}

/** Notes with the import what a part of it did. Devices of before told of none. */
function notedImport(
	{ of, eventId }: Bringing,
	begun: Import | undefined,
	writes: readonly Write[],
	{ actor, now }: MutationContext
): Write[] {
	if (!of || actor.kind !== 'member') return [];
	const { made, changed, registered } = countsOf(writes);
	if (begun) {
		const fields = {
			made: begun.made + made,
			changed: begun.changed + changed,
			registered: begun.registered + registered
		};
		return [{ write: 'patch', entity: 'imports', id: of.id, fields }];
	}
	const row: Import = {
		...of,
		...{ userId: actor.userId, userName: '', eventId, createdAt: now },
		...{ made, changed, registered },
		...{ undoneAt: null, undoneParts: [], removed: 0, putBack: 0, cancelled: 0 },
		kept: { count: 0, people: [] }
	};
	return [{ write: 'insert', entity: 'imports', row }];
}

const rowsOf = <S extends v.GenericSchema>(row: S) =>
	v.pipe(v.array(row), v.minLength(1), v.maxLength(longestBatch));

const bringingSchema = v.object({
	eventId: v.nullable(idSchema),
	rows: rowsOf(importRowSchema),
	/** Groups to be made for these rows. */
	groups: v.pipe(v.array(v.object({ id: idSchema, name: groupNameSchema })), v.maxLength(100)),
	confirmations: v.picklist(confirmationChoices)
});

/** Rows to be brought in, by devices of all versions. */
type Bringing = Omit<v.InferOutput<typeof bringingSchema>, 'groups'> & {
	groups?: v.InferOutput<typeof bringingSchema>['groups'];
	of?: Pick<Import, 'id' | 'fileName' | 'rowCount' | 'parts'>;
};

/** Each of some texts once. */
const once = (texts: readonly string[]): string[] => [...new Set(texts)];

const none: readonly string[] = [];

const asksForRows = ({ of, eventId, rows, groups = [] }: Bringing) => {
	const [emails, ids] = [emailsOf(rows), rows.map(({ id }) => id)];
	// Asked of 100,000 rows at one stretch: most name neither fields nor groups.
	const named = rows.flatMap(({ custom }) => (custom ? Object.keys(custom) : none));
	const joined = rows.flatMap(({ groupIds }) => groupIds ?? none);
	return {
		begun: ask.row('imports', of?.id ?? ''),
		event: ask.row('events', eventId ?? ''),
		customFields: ask.rows('customFields', once(named)),
		groups: ask.rows('groups', once([...groups.map(({ id }) => id), ...joined])),
		byEmail: ask.peopleByEmail(emails),
		same: ask.rows('people', ids),
		registered: ask.registrationsByEmail(eventId ?? '', emails),
		registeredById: ask.registered(eventId ?? '', eventId === null ? [] : ids),
		taken: ask.registeredCount(eventId ?? '')
	};
};

function bringRows(
	args: Bringing,
	{
		begun,
		event,
		customFields,
		groups,
		byEmail,
		same,
		registered,
		registeredById,
		taken
	}: Answers<ReturnType<typeof asksForRows>>,
	{ actor, now }: MutationContext
): Decision {
	const allowed = args.eventId === null ? mayEditPeople(actor) : mayRegister(actor, args.eventId);
	if (!allowed) return refuse('not_allowed');
	if (args.eventId !== null && (!event || event.deletedAt !== null)) return refuse('missing');
	if (event && !openToOrganizers(event)) return refuse('event_over');
	// It was taken back while this part was on its way.
	if (begun?.undoneAt != null) return accept([]);
	const to = event && {
		event,
		confirmations: args.confirmations,
		source: 'import' as const,
		now,
		places: placesOf(event, taken),
		registered: new Map([...registeredById, ...registered])
	};
	// Who holds one event alone brings people into it, and changes nobody in the directory.
	const mayCorrect = mayEditPeople(actor);
	const made = mayCorrect ? (args.groups ?? []).filter(({ id }) => !groups.has(id)) : [];
	const named = { customFields, groups, made: new Set(made.map(({ id }) => id)) };
	const people = new Map(byEmail);
	const writes: (Write | null)[] = made.map((group) => ({
		write: 'insert',
		entity: 'groups',
		row: { ...group, smart: false, rule: null, createdAt: now, deletedAt: null }
	}));
	for (const { registrationId, ...given } of args.rows) {
		const {
			registrationId: _,
			custom,
			groupIds,
			...fields
		} = stillFitting({ registrationId, ...given }, named);
		const row = mayCorrect ? { ...fields, custom, groupIds } : fields;
		const holder = row.email ? people.get(row.email) : undefined;
		const known = holder ?? (mayCorrect ? same.get(row.id) : registrantBy(row, registeredById));
		if (!known && !saysWho(row)) continue;
		// An address by which somebody is known leads to them; it may be of a duplicate who was merged.
		const change = (person: Person, said: SaidOfPerson) =>
			corrections(person, holder ? { ...said, email: undefined } : said);
		const imported = bringIn(row, known, mayCorrect ? change : null, now);
		if (row.email) people.set(row.email, imported.person);
		writes.push(...imported.writes);
		if (to) writes.push(register(registrationId, imported.person, to));
	}
	const all = written(writes);
	return accept(
		[...all, ...notedImport(args, begun, all, { actor, now })],
		event ? confirmationEffects(event.id, writes) : []
	);
}

/**
 * Brings in rows of a spreadsheet: people known by address are corrected, others added, groups that the rows name
 * and that aren't there are made, and all are registered where an event is named.
 */
export const importPeople = defineMutation({
	name: 'people.import',
	version: 3,
	schema: v.object({
		...bringingSchema.entries,
		/** The import that these rows are a part of. */
		of: v.object({
			id: idSchema,
			fileName: lineSchema(200),
			rowCount: countSchema,
			parts: countSchema
		}),
		part: countSchema
	}),
	importPart: ({ of, part }) => ({ importId: of.id, part }),
	questions: asksForRows,
	decide: bringRows
});

/** Of devices that take no import back. */
export const importPeople2 = defineMutation({
	name: 'people.import',
	version: 2,
	schema: bringingSchema,
	questions: asksForRows,
	decide: bringRows
});

/** Of devices that know no fields of the organisation's own. */
export const importPeople1 = defineMutation({
	name: 'people.import',
	version: 1,
	schema: v.object({
		...v.omit(bringingSchema, ['groups', 'rows']).entries,
		rows: rowsOf(newcomerSchema)
	}),
	questions: asksForRows,
	decide: bringRows
});
