/**
 * A payment provider for demos and tests, with the habits of real ones: it is slow, repeats itself, mixes up its order and sometimes
 * never answers. An HTTP server of its own; its API is described in {@code docs/guides/sandbox-psp.md}.
 */
@NullMarked
package stoa.embedded.psp;

import org.jspecify.annotations.NullMarked;
