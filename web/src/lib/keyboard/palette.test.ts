import { barePerson } from '@foyer/shared/people';
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
	person: () => ({ label: 'Ada', detail: '', icon })
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
