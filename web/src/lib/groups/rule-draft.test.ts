import { expect, test } from 'vitest';
import { filtersIn } from '#lib/lists/filters.ts';
import { emptyDraft, newRule, ruleDraftOf, ruleOf, ruleOfFilters } from './rule-draft.ts';

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
	['language=fr&language=nl&company=contains.acme', null],
	['language=fr&language=nl&language=!en', null],
	['', null]
])('the filters %j are a rule that matches %s', (query, match) => {
	expect(ruleOfFilters(filtersIn(new URLSearchParams(query)))?.match ?? null).toBe(match);
});
