import type { HttpBindings } from '@hono/node-server';
import type { Context as HonoContext } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { clientIp } from '../client-ip.ts';
import type { Context } from '../context.ts';

/** A form is a few hundred bytes. */
const longestForm = 16 * 1024;

export const formLimit = bodyLimit({ maxSize: longestForm });

interface Form<Field extends string> {
	/** Empty where a field wasn't sent as text. */
	values: Record<Field, string>;
	/** Left empty by people, who don't see it. */
	trap: string;
}

/** Reads what a public page's form sent. */
export async function readForm<Field extends string>(
	c: HonoContext,
	fields: readonly Field[]
): Promise<Form<Field>> {
	const body = await readBody(c);
	const text = (name: string): string => {
		const value = body[name];
		return typeof value === 'string' ? value.slice(0, 1000) : '';
	};
	const values = Object.fromEntries(fields.map((field) => [field, text(field)]));
	return { values: values as Record<Field, string>, trap: text('website') };
}

/** What is no form, though it says so, has no fields: that is no fault of ours. */
async function readBody(c: HonoContext): Promise<Record<string, unknown>> {
	try {
		return await c.req.parseBody();
	} catch (error) {
		if (error instanceof TypeError) return {};
		throw error;
	}
}

/**
 * Takes a form. Where a fault of ours keeps us from it, its page comes once more with what was typed,
 * instead of a page that has nothing of it.
 */
export async function takeForm(
	{ log }: Pick<Context, 'log'>,
	take: () => Promise<Response>,
	again: () => Promise<Response>
): Promise<Response> {
	try {
		return await take();
	} catch (err) {
		log.error({ err }, 'form not taken');
		return again();
	}
}

/** The address that a form came from. */
export function senderIp(c: HonoContext, { config }: Pick<Context, 'config'>): string {
	const { incoming } = c.env as Partial<HttpBindings>;
	const forwarded = c.req.header('x-forwarded-for');
	return clientIp(incoming?.socket.remoteAddress, forwarded, config.trustedProxies);
}
