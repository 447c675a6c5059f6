import { expect, it } from 'vitest';
import { developmentWorker } from './development-worker.ts';

it('is another with each start, takes over at once, and answers no page', async () => {
	const served = async (startedAt: number) => {
		const answer = await developmentWorker(startedAt).request('/service-worker.js');
		expect(answer.headers.get('content-type')).toContain('javascript');
		return answer.text();
	};
	const first = await served(1);
	expect(await served(2)).not.toBe(first);
	expect(await served(1)).toBe(first);
	expect(first).toContain('skipWaiting');
	expect(first).not.toContain("'fetch'");
});
