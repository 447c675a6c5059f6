import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import settings from '../../../project.inlang/settings.json' with { type: 'json' };

type Message = string | { match: Record<string, string> }[];
type Catalogue = Record<string, Message>;

const folder = new URL('../../../messages/', import.meta.url);
const [base = '', ...others] = settings.locales;
const filesOf = (locale: string) => readdirSync(new URL(`${locale}/`, folder)).sort();

function read(locale: string, file: string): Catalogue {
	const { $schema: _, ...messages } = JSON.parse(
		readFileSync(new URL(`${locale}/${file}`, folder), 'utf8')
	) as Catalogue;
	return messages;
}

/** Every text a message may become. */
function texts(message: Message): string[] {
	if (typeof message === 'string') return [message];
	return message.flatMap(({ match }) => Object.values(match));
}

function parameters(message: Message): string[] {
	const found = texts(message).flatMap((text) => [...text.matchAll(/(?<!\\)\{(\w+)\}/g)]);
	return [...new Set(found.map(([, name = '']) => name))].sort();
}

const files = filesOf(base);
const known = settings['plugin.inlang.messageFormat'].pathPattern;

test('every catalogue is one that is compiled', () => {
	for (const file of files) expect(known).toContain(`./messages/{locale}/${file}`);
});

describe.each(others)('%s', (locale) => {
	test('has the same files', () => {
		expect(filesOf(locale)).toEqual(files);
	});

	test.each(files)('%s has the same keys and parameters', (file) => {
		const [english, translated] = [read(base, file), read(locale, file)];
		expect(Object.keys(translated).sort()).toEqual(Object.keys(english).sort());
		for (const [key, message] of Object.entries(english)) {
			const other = translated[key] ?? '';
			expect(parameters(other), key).toEqual(parameters(message));
			expect(
				texts(other).every((text) => text.trim() !== ''),
				key
			).toBe(true);
		}
	});
});

test('no key stands in two files: the later would silently win', () => {
	const keys = files.flatMap((file) => Object.keys(read(base, file)));
	expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});

test.each(readdirSync(new URL('fr/', folder)))('French %s has its typographic spaces', (file) => {
	for (const [key, message] of Object.entries(read('fr', file))) {
		for (const text of texts(message)) {
			expect(text, key).not.toMatch(/[^\u00a0\u202f:;?!/\d]["»;!?]|« |«[^\u00a0\u202f]/u);
			expect(text, key).not.toMatch(/(?:[^\u00a0\u202f\d]| ):(?=\s|$)/u);
		}
	}
});

// French counts nothing in the singular: a number that a text spells out would say 1 of 0.
test.each(readdirSync(new URL('fr/', folder)))('French %s spells out no 1', (file) => {
	for (const [key, message] of Object.entries(read('fr', file))) {
		if (typeof message === 'string') continue;
		for (const [selector, text] of message.flatMap(({ match }) => Object.entries(match))) {
			if (selector.endsWith('=one')) expect(text, key).not.toMatch(/(?<!\d)1(?!\d)/);
		}
	}
});
