declare module '*?inline-script' {
	/** The script's text. */
	export const code: string;
	/** `sha256-…`, for the Content-Security-Policy. */
	export const hash: string;
}
