import { matchesRule } from '@foyer/shared/group-rules';
import { barePerson, type Person } from '@foyer/shared/people';
import { fullSight } from '@foyer/shared/sight';
import { expect, test } from 'vitest';
import { filtersIn, letThrough } from '#lib/lists/filters.ts';
import { emptyDraft, newRule, ruleDraftOf, ruleOf, ruleOfFilters } from './rule-draft.ts';

const ageId = '0b7f9c1e-4f0a-4d7e-9a53-2f3f3c1d0a01';
const age = `field.${ageId}`;

test('a rule is complete once each of its conditions is', () => {
	expect(ruleOf(newRule, [])).toBeNull();
	const french = { ...emptyDraft, value: 'fr' };
	const rule = ruleOf({ match: 'any', conditions: [french] }, []);
	expect(rule).toEqual({
		match: 'any',
		conditions: [{ on: 'language', not: false, language: 'fr' }]
	});
	expect(rule && ruleOf(ruleDraftOf(rule), [])).toEqual(rule);
	expect(ruleOf({ match: 'any', conditions: [french, emptyDraft] }, [])).toBeNull();
});

test.each([
	['language=fr&company=contains.acme', 'all'],
	['language=fr&language=nl', 'any'],
	['language=!fr&language=!nl', 'all'],
	['language=fr&language=nl&company=contains.acme', 'each'],
	['language=fr&language=nl&language=!en', 'each'],
	[`${age}=greater.10&${age}=less.20`, 'all'],
	['', null]
])('the filters %j are a rule that matches %s', (query, match) => {
	expect(ruleOfFilters(filtersIn(new URLSearchParams(query)))?.match ?? null).toBe(match);
});

const languages = ['fr', 'nl', 'en', null] as const;
const people = languages.flatMap((language) =>
	[undefined, 10, 15, 20].flatMap((value) =>
		['Acme', ''].map((company) => {
			const custom: Person['custom'] = value === undefined ? {} : { [ageId]: value };
			return { ...barePerson, language, company, custom };
		})
	)
);

test.each([
	'language=fr',
	'language=fr&language=nl',
	'language=fr&language=nl&language=!en',
	'language=!fr&language=!nl',
	'language=fr&language=nl&company=contains.acme',
	`${age}=greater.10&${age}=less.20`,
	`${age}=equals.10&${age}=equals.15&${age}=less.15`,
	`${age}=filled.null&language=fr&language=en`
])('a group made of the filters %j has those whom the list shows', (query) => {
	const filters = filtersIn(new URLSearchParams(query));
	const rule = ruleOfFilters(filters);
	const facts = people.map((person) => ({
		person,
		groups: new Map(),
		deletedFields: new Set<string>(),
		knownGroups: new Set<string>(),
		sight: fullSight,
		registered: () => false,
		mailed: () => false,
		attended: () => false,
		invited: () => null
	}));
	const shown = facts.filter(letThrough(filters));
	expect(shown.length).toBeGreaterThan(0);
	expect(shown.length).toBeLessThan(people.length);
	expect(facts.filter((each) => rule && matchesRule(rule, each))).toEqual(shown);
});
