import type { CustomField, CustomValue } from './custom-fields.ts';
import type { Condition, Group, GroupRule } from './groups.ts';
import type { InvitedState } from './invitations.ts';
import type { Person } from './people.ts';
import type { MailState } from './registrations.ts';
import { isSeen, type Sight } from './sight.ts';
import { standingKey, standingOf, type Standing } from './standings.ts';

/** What a rule may ask of a person: device and server each look it up where they have it. */
export interface Facts {
	person: Pick<
		Person,
		| 'firstName'
		| 'lastName'
		| 'company'
		| 'language'
		| 'email'
		| 'phone'
		| 'note'
		| 'groupIds'
		| 'custom'
	>;
	/** Groups by id, deleted ones too. */
	groups: ReadonlyMap<string, Group>;
	/** The ids of the organisation's own fields that were deleted, whose values people keep unseen. */
	deletedFields: ReadonlySet<string>;
	/** The ids of those groups who isn't in which is known: see `knownGroups`. */
	knownGroups: ReadonlySet<string>;
	/** What whoever asks may see: to others it looks empty, and they fit no condition about the rest. */
	sight: Sight;
	/** Whether somebody has a place at an event or waits for one; null: at any. */
	registered(eventId: string | null): boolean;
	/** Whether the mail of such a registration stands so. */
	mailed(eventId: string | null, state: MailState): boolean;
	/** Whether somebody came to an event; null: to any. */
	attended(eventId: string | null): boolean;
	/** Where they stand as somebody who is invited; null where that isn't seen, or wasn't looked up. */
	invited(): InvitedState | null;
}

const ascii = /^[\u0020-\u007e]*$/;

/** Text as it is compared: without case and accents. */
function plain(text: string): string {
	const lower = text.trim().toLowerCase();
	return ascii.test(lower) ? lower : lower.normalize('NFKD').replace(/\p{M}/gu, '');
}

/** What follows the @ of an address, in lower case; empty where there is none. */
export const domainOf = (email: string | null): string =>
	email ? email.slice(email.lastIndexOf('@') + 1).toLowerCase() : '';

const fieldOf = (
	person: Facts['person'],
	field: Extract<Condition, { on: 'field' }>['field']
): string => (field === 'domain' ? domainOf(person.email) : (person[field] ?? ''));

function textIs(text: string, is: 'equals' | 'contains' | 'filled', value: string): boolean {
	if (is === 'filled') return text !== '';
	return is === 'equals' ? plain(text) === plain(value) : plain(text).includes(plain(value));
}

/** Numbers by size; texts, dates among them, as they are written. */
function compare(a: CustomValue, b: CustomValue): number {
	if (typeof a === 'number' && typeof b === 'number') return a - b;
	const [textA, textB] = [plain(String(a)), plain(String(b))];
	return textA < textB ? -1 : textA > textB ? 1 : 0;
}

function valueIs(
	has: CustomValue | undefined,
	{ is, value }: Extract<Condition, { on: 'custom' }>
): boolean {
	if (is === 'filled') return has !== undefined;
	if (has === undefined || value === null) return false;
	switch (is) {
		case 'equals':
			return compare(has, value) === 0;
		case 'contains':
			return plain(String(has)).includes(plain(String(value)));
		case 'less':
			return compare(has, value) < 0;
		case 'greater':
			return compare(has, value) > 0;
	}
}

/**
 * The choice that a condition asks for and that the field hasn't any more, by that name; null: none. Who has it has
 * it still.
 */
export function choiceGone(
	condition: Condition,
	field: Pick<CustomField, 'kind' | 'choices'> | undefined
): string | null {
	if (condition.on !== 'custom' || condition.is !== 'equals' || field?.kind !== 'choice')
		return null;
	const asked = String(condition.value ?? '');
	return field.choices.some((choice) => plain(choice) === plain(asked)) ? null : asked;
}

const nobody: ReadonlySet<string> = new Set();

function holds(condition: Condition, facts: Facts, asking: ReadonlySet<string>): boolean {
	const { person } = facts;
	switch (condition.on) {
		case 'field':
			return textIs(fieldOf(person, condition.field), condition.is, condition.value);
		case 'custom':
			return valueIs(person.custom[condition.fieldId], condition);
		case 'language':
			return person.language === condition.language;
		case 'group':
			return isMember(condition.groupId, facts, asking);
		case 'registered':
			return facts.registered(condition.eventId);
		case 'mail':
			return facts.mailed(condition.eventId, condition.state);
		case 'attended':
			return facts.attended(condition.eventId);
		case 'invitation':
			return facts.invited() === condition.state;
	}
}

/** @param asking the smart groups whose rules are being asked: one that leads back to itself has nobody by that */
function isMember(groupId: string, facts: Facts, asking: ReadonlySet<string>): boolean {
	const group = facts.groups.get(groupId);
	if (!group || group.deletedAt !== null || asking.has(groupId)) return false;
	if (!group.smart) return facts.person.groupIds.includes(groupId);
	return group.rule !== null && fitsRule(group.rule, facts, new Set([...asking, groupId]));
}

/**
 * Of what may not be known, or is seen no longer, neither a condition nor its contrary holds. Whom a group has in
 * spite of something deleted that its rule asks for, it has.
 */
function isKnown(condition: Condition, facts: Facts): boolean {
	if (!isSeen(condition, facts.sight, facts.groups)) return false;
	switch (condition.on) {
		case 'custom':
			return !facts.deletedFields.has(condition.fieldId);
		case 'group':
			return !condition.not || facts.knownGroups.has(condition.groupId);
		default:
			return true;
	}
}

function fitsRule(
	{ match, conditions }: GroupRule,
	facts: Facts,
	asking: ReadonlySet<string>
): boolean {
	const fits = (condition: Condition) =>
		isKnown(condition, facts) && holds(condition, facts, asking) !== condition.not;
	if (match === 'any') return conditions.some(fits);
	if (match === 'all') return conditions.every(fits);
	const another = (thing: string | null) =>
		thing !== null && conditions.some((other) => valueOf(other) === thing && fits(other));
	return conditions.every((condition) => fits(condition) || another(valueOf(condition)));
}

/**
 * What a condition names a value of, so that another value of the same will do: "French or Dutch". Null for
 * bounds and for what is excluded: "more than 10, and less than 20".
 */
export function valueOf(condition: Condition): string | null {
	if (condition.not) return null;
	switch (condition.on) {
		case 'field':
			return condition.is === 'filled' ? null : condition.field;
		case 'custom':
			return condition.is === 'equals' || condition.is === 'contains' ? condition.fieldId : null;
		default:
			return condition.on;
	}
}

/** Whether a rule is true of a person. The same everywhere: it depends on its facts alone. */
export const matchesRule = (rule: GroupRule, facts: Facts): boolean =>
	fitsRule(rule, facts, nobody);

/** Whether a person is in a group, manual or smart. */
export const isInGroup = (groupId: string, facts: Facts): boolean =>
	isMember(groupId, facts, nobody);

/** What facts say of registrations, where it is known who has which standing. */
export const factsBy = (
	has: (standing: Standing) => boolean
): Pick<Facts, 'registered' | 'mailed' | 'attended'> => ({
	registered: (eventId) => has(standingOf.registered(eventId)),
	mailed: (eventId, state) => has(standingOf.mailed(eventId, state)),
	attended: (eventId) => has(standingOf.attended(eventId))
});

/** The standing that a condition asks for, if any. */
function standingAsked(condition: Condition): Standing | undefined {
	switch (condition.on) {
		case 'registered':
		case 'attended':
			return standingOf[condition.on](condition.eventId);
		case 'mail':
			return standingOf.mailed(condition.eventId, condition.state);
		default:
			return undefined;
	}
}

/** Conditions with those that other groups make of them. */
function* conditionsAsked(
	conditions: readonly Condition[],
	groups: ReadonlyMap<string, Group>,
	asked = new Set<string>()
): Generator<Condition> {
	for (const condition of conditions) {
		yield condition;
		if (condition.on !== 'group' || asked.has(condition.groupId)) continue;
		asked.add(condition.groupId);
		yield* conditionsAsked(groups.get(condition.groupId)?.rule?.conditions ?? [], groups, asked);
	}
}

/** What conditions ask of registrations, also by way of other groups: so that it is looked up before. */
export function standingsAsked(
	conditions: readonly Condition[],
	groups: ReadonlyMap<string, Group>
): Standing[] {
	const found = new Map<string, Standing>();
	for (const condition of conditionsAsked(conditions, groups)) {
		const standing = standingAsked(condition);
		if (standing) found.set(standingKey(standing), standing);
	}
	return [...found.values()];
}

/** Whether conditions ask for invitations, also by way of other groups. */
export function asksForInvitations(
	conditions: readonly Condition[],
	groups: ReadonlyMap<string, Group>
): boolean {
	for (const { on } of conditionsAsked(conditions, groups)) if (on === 'invitation') return true;
	return false;
}

/** Whether conditions ask for one of the organisation's own fields or for a group, also by way of other groups. */
export function asksFor(
	id: string,
	conditions: readonly Condition[],
	groups: ReadonlyMap<string, Group>
): boolean {
	for (const condition of conditionsAsked(conditions, groups)) {
		if (condition.on === 'custom' && condition.fieldId === id) return true;
		if (condition.on === 'group' && condition.groupId === id) return true;
	}
	return false;
}

const isThere = (group: Group | undefined): group is Group => group?.deletedAt === null;

/**
 * Whether conditions ask for something deleted, also by way of other groups.
 * @param groups by id; those that are deleted may be among them
 */
export function asksForDeleted(
	conditions: readonly Condition[],
	groups: ReadonlyMap<string, Group>,
	deletedFields: ReadonlySet<string>
): boolean {
	for (const condition of conditionsAsked(conditions, groups)) {
		if (condition.on === 'custom' && deletedFields.has(condition.fieldId)) return true;
		if (condition.on === 'group' && !isThere(groups.get(condition.groupId))) return true;
	}
	return false;
}

/** Whether conditions ask for something that isn't seen, also by way of other groups. */
export function asksForUnseen(
	conditions: readonly Condition[],
	groups: ReadonlyMap<string, Group>,
	sight: Sight
): boolean {
	for (const condition of conditionsAsked(conditions, groups))
		if (!isSeen(condition, sight, groups)) return true;
	return false;
}

/** Whether a condition fits nobody since who asks may not see what it goes by. Whom a group has, it has. */
export const asksInTheDark = (
	condition: Condition,
	groups: ReadonlyMap<string, Group>,
	sight: Sight
): boolean =>
	condition.not ? asksForUnseen([condition], groups, sight) : !isSeen(condition, sight, groups);

/**
 * The ids of the groups of which it can be said who is not in them: they are there, with their rules, which ask for
 * nothing deleted and for nothing that isn't seen; and so are the groups that they ask for.
 * @param groups by id; those that are deleted may be among them
 */
export function knownGroups(
	groups: ReadonlyMap<string, Group>,
	deletedFields: ReadonlySet<string>,
	sight: Sight
): ReadonlySet<string> {
	const isHeld = (group: Group | undefined) =>
		isThere(group) && (!group.smart || group.rule !== null);
	const isKnownGroup = (id: string): boolean => {
		const itself: Condition[] = [{ on: 'group', not: false, groupId: id }];
		if (asksForDeleted(itself, groups, deletedFields)) return false;
		if (asksForUnseen(itself, groups, sight)) return false;
		for (const condition of conditionsAsked(itself, groups))
			if (condition.on === 'group' && !isHeld(groups.get(condition.groupId))) return false;
		return true;
	};
	return new Set([...groups.keys()].filter(isKnownGroup));
}
