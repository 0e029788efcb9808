package stoa.platform;

import java.time.Duration;

/**
 * Who may be connected to a node's HTTP door.
 *
 * @param most in all
 * @param perAddress of one address; not looked at behind trusted proxies, who bring everybody's
 * @param headTimeout how long the head of a connection's first request may take to arrive
 */
public record ConnectionLimits(int most, int perAddress, Duration headTimeout) {
    static ConnectionLimits of(Settings s) {
        return new ConnectionLimits(
                s.number(Setting.HTTP_MAX_CONNECTIONS),
                s.number(Setting.HTTP_MAX_CONNECTIONS_PER_ADDRESS),
                s.millis(Setting.HTTP_HEAD_TIMEOUT_MS));
    }
}
