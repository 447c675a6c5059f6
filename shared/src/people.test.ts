import { expect, test } from 'vitest';
import { leavesNameless, type Person, type PersonFields } from './people.ts';

type Named = Pick<Person, 'firstName' | 'lastName' | 'email'>;
const like = (firstName: string, lastName = '', email: string | null = null): Named => ({
	...{ firstName, lastName, email }
});

test.each<[string, Named, Partial<PersonFields>, boolean]>([
	['the only name', like('Ada'), { firstName: '' }, true],
	['the only last name', like('', 'Lovelace'), { lastName: '' }, true],
	['both names at once', like('Ada', 'Lovelace'), { firstName: '', lastName: '' }, true],
	['one of two names', like('Ada', 'Lovelace'), { firstName: '' }, false],
	['the name, beside an address', like('Ada', '', 'a@x.org'), { firstName: '' }, false],
	['the address, beside a name', like('Ada', '', 'a@x.org'), { email: null }, false],
	['the only address', like('', '', 'a@x.org'), { email: null }, true],
	['all of it', like('Ada', '', 'a@x.org'), { firstName: '', email: null }, true],
	['the name for an address', like('Ada'), { firstName: '', email: 'a@x.org' }, false],
	['the first name for the last', like('Ada'), { firstName: '', lastName: 'Ada' }, false],
	['something else', like('Ada'), { phone: '', note: '' }, false],
	['nothing, of who has nothing', like(''), { firstName: '', email: null }, false],
	['something else, of who has nothing', like(''), { phone: '1' }, false],
	['nothing', like('Ada'), {}, false]
])('a change that takes %s leaves nobody to be told by: %j %j', (_told, person, fields, leaves) => {
	expect(leavesNameless(person, fields)).toBe(leaves);
});
