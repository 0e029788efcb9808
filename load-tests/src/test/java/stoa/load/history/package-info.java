/** Whether what people were told, and when, can have happened one thing after the other. */
@NullMarked
package stoa.load.history;

import org.jspecify.annotations.NullMarked;
