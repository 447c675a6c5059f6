import { conditionSchema, type Condition } from '@foyer/shared/groups';
import { fieldParameter } from '@foyer/shared/saved-views';
import { matchesRule, type Facts } from '@foyer/shared/group-rules';
import * as v from 'valibot';

/** What narrows a list: conditions as smart groups have them, so that what is seen can become a group. */
export type Filter = Condition;

const negated = '!';
const anyEvent = 'any';
const notKnown = 'unknown';
const ofField = fieldParameter('');

/** A filter as a parameter of the list's address. */
export function parameterOf(filter: Filter): [name: string, value: string] {
	const [name, value] = plainParameter(filter);
	return [name, filter.not ? negated + value : value];
}

function plainParameter(filter: Filter): [string, string] {
	switch (filter.on) {
		case 'field':
			return [filter.field, `${filter.is}.${filter.value}`];
		case 'custom':
			return [fieldParameter(filter.fieldId), `${filter.is}.${JSON.stringify(filter.value)}`];
		case 'language':
			return ['language', filter.language ?? notKnown];
		case 'group':
			return ['group', filter.groupId];
		case 'registered':
			return ['event', filter.eventId ?? anyEvent];
		case 'attended':
			return ['attended', filter.eventId ?? anyEvent];
		case 'invitation':
			return ['invitation', filter.state];
		case 'mail':
			return ['mail', filter.eventId ? `${filter.state}.${filter.eventId}` : filter.state];
	}
}

/** Divides at the first dot. */
function halves(value: string): [string, string] {
	const at = value.indexOf('.');
	return at === -1 ? [value, ''] : [value.slice(0, at), value.slice(at + 1)];
}

function fromJson(text: string): unknown {
	try {
		return JSON.parse(text || 'null');
	} catch {
		return undefined;
	}
}

/** What a parameter may say, unchecked. */
function read(name: string, given: string): unknown {
	const not = given.startsWith(negated);
	const value = not ? given.slice(negated.length) : given;
	const [first, rest] = halves(value);
	switch (name) {
		case 'language':
			return { on: 'language', not, language: value === notKnown ? null : value };
		case 'group':
			return { on: 'group', not, groupId: value };
		case 'event':
			return { on: 'registered', not, eventId: value === anyEvent ? null : value };
		case 'attended':
			return { on: 'attended', not, eventId: value === anyEvent ? null : value };
		case 'invitation':
			return { on: 'invitation', not, state: value };
		case 'mail':
			return { on: 'mail', not, eventId: rest || null, state: first };
	}
	if (!name.startsWith(ofField)) return { on: 'field', not, field: name, is: first, value: rest };
	const fieldId = name.slice(ofField.length);
	return { on: 'custom', not, fieldId, is: first, value: fromJson(rest) };
}

function filterOf(name: string, value: string): Filter[] {
	const parsed = v.safeParse(conditionSchema, read(name, value));
	return parsed.success ? [parsed.output] : [];
}

/** The filters that an address names. What it says besides, or says wrong, is none. */
export const filtersIn = (params: URLSearchParams): Filter[] =>
	[...params].flatMap(([name, value]) => filterOf(name, value));

/** What an address says of a list besides its filters. */
const besideFilters: readonly string[] = ['q', 'sort', 'tab', 'registrant'];

const isUnread = ([name, value]: [string, string]): boolean =>
	!besideFilters.includes(name) && filterOf(name, value).length === 0;

/** How many filters of an address can't be read: of another version, or typed wrong. */
export const countUnread = (params: URLSearchParams): number => [...params].filter(isUnread).length;

export const withoutUnread = (params: URLSearchParams): URLSearchParams =>
	new URLSearchParams([...params].filter((one) => !isUnread(one)));

const keyOf = (filter: Filter): string => parameterOf(filter).join('=');

const sameAs = (filter: Filter) => {
	const key = keyOf(filter);
	return (other: Filter) => keyOf(other) === key;
};

/** The address's parameters with other filters; the rest of them stays. */
function withFilters(params: URLSearchParams, filters: readonly Filter[]): URLSearchParams {
	const known = new Set(filtersIn(params).map(keyOf));
	const rest = [...params].filter(([name, value]) => !known.has(`${name}=${value}`));
	return new URLSearchParams([...rest, ...filters.map(parameterOf)]);
}

/** Where it is among them already, they stay as they are. */
export function withFilter(params: URLSearchParams, filter: Filter): URLSearchParams {
	const filters = filtersIn(params);
	return filters.some(sameAs(filter)) ? params : withFilters(params, [...filters, filter]);
}

export const withoutFilter = (params: URLSearchParams, filter: Filter): URLSearchParams =>
	withFilters(
		params,
		filtersIn(params).filter((each) => !sameAs(filter)(each))
	);

export const withoutFilters = (params: URLSearchParams): URLSearchParams => withFilters(params, []);

/**
 * Whether filters let somebody through: of several values of the same thing, one will do; bounds and what is
 * excluded all hold. "French or Dutch, in the choir, and older than 20".
 */
export function letThrough(filters: readonly Filter[]): (facts: Facts) => boolean {
	const rule = { match: 'each' as const, conditions: [...filters] };
	return (facts) => matchesRule(rule, facts);
}
