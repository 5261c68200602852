/** A frame as a designer would deliver it: transparent in the middle, a band with words below. */
export function drawnOverlay(): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1920" height="1080" viewBox="0 0 1920 1080">
<path fill="#fff8ec" fill-rule="evenodd" d="M0 0h1920v1080H0zM48 48v852h1824V48z"/>
<text x="960" y="1012" text-anchor="middle" font-family="Georgia, serif" font-size="84" fill="#5b4632">Ana &amp; Luis</text>
<text x="1830" y="1008" text-anchor="end" font-family="Georgia, serif" font-size="40" fill="#8a7358">2 · 5 · 2026</text>
</svg>`
}
