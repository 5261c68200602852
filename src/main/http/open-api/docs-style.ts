/** The look of the API's page: the console's colours, WCAG AA on each ground. */
export const docsStyle = `*{box-sizing:border-box}html{scroll-padding-top:1rem}
body{margin:0;background:#0b0e11;color:#f2f3f5;font:16px/1.55 "Source Sans 3",system-ui,sans-serif;
display:grid;grid-template-columns:21rem minmax(0,1fr);min-height:100vh}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1.5rem 1.25rem;background:#14181d;border-right:1px solid #2a3038}
.brand{margin:0 0 1rem;font-weight:700;color:#ffc84f}nav h2{margin:1.25rem 0 .4rem;font-size:.95rem;color:#b6bcc6}
nav ul{margin:0;padding:0;list-style:none}nav a{display:block;padding:.2rem .4rem;border-radius:.35rem;color:#f2f3f5;
text-decoration:none;font:13px/1.5 ui-monospace,monospace;overflow-wrap:anywhere}nav a:hover{background:#22262d}
main{padding:2rem 3rem 6rem;max-width:62rem}h1{margin:0 0 .5rem;font-size:2rem}h1 small{color:#b6bcc6;font-size:1rem}
main>h2{margin-top:3rem}section{padding:1.75rem 0;border-top:1px solid #2a3038}h3{margin:0;font-size:1.15rem;
overflow-wrap:anywhere}h4{margin:1.25rem 0 .4rem;font-size:.95rem;color:#b6bcc6}.summary{margin:.35rem 0;font-size:1.1rem}
.need{color:#b6bcc6;margin:.35rem 0 .75rem}a{color:#7cc4ff}code,pre{font:14px/1.5 ui-monospace,monospace}
pre{margin:.35rem 0;padding:.75rem 1rem;background:#14181d;border:1px solid #2a3038;border-radius:.5rem;overflow:auto;max-height:26rem}
pre i,code i{font-style:normal;color:#b6bcc6}pre b,code b{font-weight:400;color:#9be3b0}
.curl{color:#ffe1a0;white-space:pre-wrap;overflow-wrap:anywhere;user-select:all}
.method{display:inline-block;min-width:3.6em;padding:.05em .4em;border-radius:.3em;font:700 .75em/1.6 ui-monospace,monospace;
text-align:center;color:#0b0e11;background:#9be3b0}.post,.put{background:#ffc84f}.delete{background:#ffb4a9}
table{border-collapse:collapse;width:100%}th,td{padding:.4rem .75rem .4rem 0;text-align:left;vertical-align:top;
border-bottom:1px solid #2a3038}dl{margin:0}dt{margin-top:.5rem}dd{margin:0 0 0 1rem}dd p{margin:.25rem 0}
:focus-visible{outline:3px solid #7cc4ff;outline-offset:2px}section:target h3{color:#ffc84f}
@media(max-width:60rem){body{grid-template-columns:1fr}nav{position:static;height:auto;max-height:40vh}main{padding:1.5rem}}`
