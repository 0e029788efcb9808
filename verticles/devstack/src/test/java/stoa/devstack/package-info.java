/** The demo, used as a person would: by curl, and in a browser. */
@NullMarked
package stoa.devstack;

import org.jspecify.annotations.NullMarked;
