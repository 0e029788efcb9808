@NullMarked
package stoa.messages;

import org.jspecify.annotations.NullMarked;
