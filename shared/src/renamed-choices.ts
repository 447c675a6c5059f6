import type { GroupRule } from './groups.ts';
import { fieldParameter } from './saved-views.ts';

/** Choices of a field by what they were called, each with what it is called now. */
export type Renamed = ReadonlyMap<string, string>;

/** A rule that asks for renamed choices by what they are called now; null where it asks for none of them. */
export function ruleWithRenamed(
	{ match, conditions }: GroupRule,
	fieldId: string,
	renamed: Renamed
): GroupRule | null {
	let asks = false;
	const changed = conditions.map((condition) => {
		if (condition.on !== 'custom' || condition.fieldId !== fieldId) return condition;
		const value = renamed.get(String(condition.value));
		if (value === undefined) return condition;
		asks = true;
		return { ...condition, value };
	});
	return asks ? { match, conditions: changed } : null;
}

/** The same of a list's address, as a saved view has it. */
export function queryWithRenamed(query: string, fieldId: string, renamed: Renamed): string | null {
	const parts = query.split('&').map((part) => {
		const [name = '', value = ''] = part.split('=');
		if (unescaped(name) !== fieldParameter(fieldId)) return part;
		const changed = valueWithRenamed(unescaped(value), renamed);
		return changed === null ? part : `${name}=${escaped(changed)}`;
	});
	const changed = parts.join('&');
	return changed === query ? null : changed;
}

/** How it is compared, and with what, as JSON. */
const comparison = /^(!?[a-z]+\.)(".*")$/s;

function valueWithRenamed(value: string, renamed: Renamed): string | null {
	const [, is = '', json = ''] = comparison.exec(value) ?? [];
	const now = renamed.get(textIn(json));
	return now === undefined ? null : is + JSON.stringify(now);
}

function textIn(json: string): string {
	try {
		return String(JSON.parse(json));
	} catch {
		return '';
	}
}

/** As an address has it. */
function unescaped(text: string): string {
	try {
		return decodeURIComponent(text.replaceAll('+', ' '));
	} catch {
		return text;
	}
}

const escaped = (text: string): string =>
	encodeURIComponent(text)
		.replaceAll('%20', '+')
		.replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
