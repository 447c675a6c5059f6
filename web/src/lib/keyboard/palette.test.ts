import { barePerson, type Person } from '@foyer/shared/people';
import { expect, test } from 'vitest';
import { eventLike } from '#lib/events/testing.ts';
import { waysTo } from './palette.ts';

const icon = (() => undefined) as never;
const events = Array.from({ length: 9 }, (_, at) =>
	eventLike({ id: `e${at}`, title: `Soirée ${at}` })
);
const deeds = [
	{ href: '/app/events/new', label: 'Create an event', also: 'new', icon },
	{ href: '/app/people', label: 'People', icon }
];
const people = [{ ...barePerson, id: 'ada', firstName: 'Ada', createdAt: 0 }];
const told = {
	event: () => ({ detail: 'tomorrow', icon }),
	person: ({ firstName, company }: Person) => ({ label: firstName, detail: company, icon })
};
const hrefs = (query: string, found = people) =>
	waysTo({ query, deeds, events, people: found }, told).map(({ href }) => href);

test('events and deeds are found whatever the accents, people as they were found', () => {
	expect(hrefs('SOIREE 4', [])).toEqual(['/app/events/e4']);
	expect(hrefs('event', [])).toEqual(['/app/events/new']);
	expect(hrefs('new', [])).toEqual(['/app/events/new']);
	expect(hrefs('ada')).toEqual(['/app/people/ada']);
});

test('no kind takes all the room', () => {
	expect(hrefs('soiree', [])).toHaveLength(6);
});

test('what is called so comes before who is found by their company, or in the middle of a name', () => {
	const soireeLtd = { ...people[0]!, company: 'Soirée SA' };
	expect(hrefs('soirée 4', [soireeLtd])).toEqual(['/app/events/e4', '/app/people/ada']);
	const beatrice = { ...people[0]!, id: 'bea', firstName: 'Béatrice-Ève' };
	expect(hrefs('eve', [soireeLtd, beatrice])).toEqual([
		'/app/people/bea',
		'/app/events/new',
		'/app/people/ada'
	]);
	expect(hrefs('create', [soireeLtd])).toEqual(['/app/events/new', '/app/people/ada']);
});
