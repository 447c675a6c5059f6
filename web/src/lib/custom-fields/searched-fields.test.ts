import { expect, test } from 'vitest';
import { customText } from './custom-text.ts';
import { searchedFields } from './searched-fields.ts';

test.each([
	['text', 'Végane', ' vegane'],
	['choice', 'Table 4', ' table 4'],
	['number', 12, ' 12'],
	['number', 1.5, ' 1.5 1,5'],
	['date', '2026-05-14', ' 2026-05-14 14 may 2026'],
	['date', 'soon', ' soon '],
	['text', '0471/23.45.67', ' 0471/23.45.67 471234567'],
	['yes_no', true, ' vegetarien'],
	['yes_no', false, ' ']
] as const)('a %s of %j is searched as %j', (kind, value, text) => {
	const custom = { own: value, gone: 'not a field any more' };
	expect(customText({ custom }, searchedFields([{ id: 'own', kind, name: 'Végétarien' }]))).toBe(
		text
	);
});
