/** The websocket door, with real sockets; the order and user domains are fakes on the real bus. */
@NullMarked
package stoa.realtime;

import org.jspecify.annotations.NullMarked;
