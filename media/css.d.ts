/** A style sheet, which esbuild puts into a file of its own. */
declare module '*.css'
