import type { Locator } from '@playwright/test';
import reading from 'jsqr';

/** What a QR code says, read from the screen as a phone's camera does; null where none is seen. */
export async function readQrCode(image: Locator): Promise<string | null> {
	const png = (await image.screenshot()).toString('base64');
	// Its pixels, by a page of which nothing else is asked.
	const reader = await image.page().context().newPage();
	const { pixels, width, height } = await reader.evaluate(async (base64) => {
		const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
		const bitmap = await createImageBitmap(new Blob([bytes]));
		const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
		context.drawImage(bitmap, 0, 0);
		const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
		return { pixels: [...data], width: bitmap.width, height: bitmap.height };
	}, png);
	await reader.close();
	return reading.default(Uint8ClampedArray.from(pixels), width, height)?.data ?? null;
}
