/** What others ask of the catalogue. */
@NullMarked
package stoa.messages.catalog;

import org.jspecify.annotations.NullMarked;
