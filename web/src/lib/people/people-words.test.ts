import { expect, test } from 'vitest';
import { barePerson } from '@foyer/shared/people';
import { besideName, nameWords } from './people-words.ts';

const address = { email: 'ada@example.org' };
const atWork = { company: 'Acme', phone: '+32 499' };

test.each([
	[{ firstName: 'Ada', ...address, ...atWork }, 'Ada', 'ada@example.org · Acme'],
	[{ ...address, ...atWork }, 'ada@example.org', 'Acme'],
	[atWork, 'Acme', ''],
	[{ phone: '+32 499' }, '+32 499', ''],
	[{}, 'Without a name', '']
])('%j is called %s, and told apart by %j', (said, name, beside) => {
	const person = { ...barePerson, ...said };
	expect([nameWords(person), besideName(person)]).toEqual([name, beside]);
});
