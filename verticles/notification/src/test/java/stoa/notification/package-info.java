@NullMarked
package stoa.notification;

import org.jspecify.annotations.NullMarked;
