import { afterEach, expect, test } from 'vitest';
import { findPage, forgetOld, forgetPage, keepPage } from './kept-pages.ts';

const page = '/maison/gala/live';
const ines = 'email=ines%40example.org&key=0123456789abcdef012345';
const kept = { html: '<p>Inès, ines@example.org</p>', policy: "default-src 'none'", ahead: 42 };
const later = Date.now() + 60_000;

afterEach(() => caches.delete('foyer-waiting'));

async function stored(): Promise<string> {
	const cache = await caches.open('foyer-waiting');
	const texts = (await cache.keys()).map(async (request) => {
		const bytes = await (await cache.match(request))?.arrayBuffer();
		return request.url + new TextDecoder('latin1').decode(bytes);
	});
	return (await Promise.all(texts)).join('\n');
}

test('a page is found by its own link, however the address is written, and by no other', async () => {
	await keepPage(page, ines, kept, later);
	expect(await findPage(page, ines)).toEqual(kept);
	expect(await findPage(page, 'key=0123456789abcdef012345&email=Ines@example.org')).toEqual(kept);
	const plus = 'email=ines%2Bgala%40example.org&key=0123456789abcdef012345';
	await keepPage(page, plus, { ...kept, ahead: 7 }, later);
	for (const written of [plus, 'email=ines+gala@example.org&key=0123456789ABCDEF012345 '])
		expect((await findPage(page, written))?.ahead).toBe(7);
	expect(await findPage(page, ines.replace('ines', 'tom'))).toBeUndefined();
	expect(await findPage(page, ines.replace('key=0', 'key=1'))).toBeUndefined();
	expect(await findPage('/maison/other/live', ines)).toBeUndefined();
	expect(await findPage(page, '')).toBeUndefined();
});

test('nothing personal can be read from what is stored', async () => {
	await keepPage(page, ines, kept, later);
	const text = await stored();
	expect(text).toContain('/maison/gala/live/kept/');
	for (const secret of ['ines', '0123456789abcdef012345', '<p>'])
		expect(text).not.toContain(secret);
});

test('each of two people on one device has their own, and one is forgotten alone', async () => {
	const tom = ines.replace('ines', 'tom');
	await keepPage(page, ines, kept, later);
	await keepPage(page, tom, { ...kept, html: 'Tom' }, later);
	await forgetPage(page, ines);
	expect(await findPage(page, ines)).toBeUndefined();
	expect((await findPage(page, tom))?.html).toBe('Tom');
});

test('what is of no use any more is forgotten', async () => {
	await keepPage(page, ines, kept, later);
	await keepPage('/maison/other/live', ines, kept, later - 30_000);
	await forgetOld(later - 30_000);
	expect(await findPage('/maison/other/live', ines)).toBeUndefined();
	expect(await findPage(page, ines)).toEqual(kept);
});
