import { expect, test } from 'vitest';
import { initials } from './initials.ts';

test.each([
	['Inès Duarte', 'ID'],
	['Jan van der Berg', 'JB'],
	['Plato', 'P'],
	['ines.duarte@maison.example', 'ID'],
	['élise', 'É'],
	['  ', '·'],
	['', '·']
])('%j is shown as %s', (name, shown) => {
	expect(initials(name)).toBe(shown);
});
