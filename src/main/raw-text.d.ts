/** A file's text, put in when the program is built. */
declare module '*?raw' {
  const text: string
  export { text as default }
}
