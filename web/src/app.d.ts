declare global {
	namespace App {
		interface PageData {
			/** Whether a page shows itself to who isn't signed in. */
			open?: boolean;
		}
	}
}

export {};
