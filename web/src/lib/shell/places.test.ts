import { expect, test } from 'vitest';
import { inPlace, morePlace, places } from './places.ts';

const placeOf = (path: string) =>
	[...places, morePlace].filter((place) => inPlace(place, path)).map(({ href }) => href);

test.each([
	['/app', ['/app/']],
	['/app/', ['/app/']],
	['/app/events', ['/app/events']],
	['/app/events/', ['/app/events']],
	['/app/events/7/edit', ['/app/events']],
	['/app/eventsomething', []],
	['/app/people/groups', ['/app/people']],
	['/app/import/', ['/app/people']],
	['/app/mail', ['/app/more']],
	['/app/more', ['/app/more']]
])('%s lies in %j', (path, expected) => {
	expect(placeOf(path)).toEqual(expected);
});
