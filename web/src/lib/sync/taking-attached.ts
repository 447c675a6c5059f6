import { attached, attachedType, unframed } from '@foyer/shared/attached';
import type { PullAnswer } from '@foyer/shared/sync';

/** Fetches with rows' texts after the answers' JSON, and hands on answers as though they had stood in it. */
export const takingAttached =
	(send: typeof fetch): typeof fetch =>
	async (input, init) => {
		const headers = new Headers(init?.headers);
		headers.set('accept', attachedType);
		const response = await send(input, { ...init, headers });
		if (response.headers.get('content-type') !== attachedType) return response;
		return new Whole(new Uint8Array(await response.arrayBuffer()));
	};

/** An answer that is read already. */
class Whole extends Response {
	readonly #json: unknown;

	constructor(frame: Uint8Array) {
		super(null, { headers: { 'content-type': 'application/json' } });
		const { json, texts } = unframed(frame);
		const { result } = json as { result: { data: PullAnswer } };
		this.#json = { result: { data: attached(result.data, texts) } };
	}

	override json = (): Promise<unknown> => Promise.resolve(this.#json);
}
