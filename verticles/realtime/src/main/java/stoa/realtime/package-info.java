/** The websocket door: orders move before the eyes of those who may see them. */
@NullMarked
package stoa.realtime;

import org.jspecify.annotations.NullMarked;
