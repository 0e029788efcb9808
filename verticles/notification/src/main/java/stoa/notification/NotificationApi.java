package stoa.notification;

import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stoa.messages.Answer;
import stoa.messages.Caller;
import stoa.openapi.NotificationOperations;
import stoa.openapi.model.Link;
import stoa.openapi.model.Message;
import stoa.openapi.model.MessagePage;
import stoa.platform.Cursors;

/** The operations of the contract about messages. */
final class NotificationApi implements NotificationOperations {
    private static final String LIST = "listMessages";
    private static final String PATH = "/api/v1/messages";

    /** The list has none; its cursors are bound to shop and list alone. */
    private static final Map<String, String> NO_FILTERS = Map.of();

    private final Messages messages;
    private final Cursors cursors;

    NotificationApi(Messages messages, Cursors cursors) {
        this.messages = messages;
        this.cursors = cursors;
    }

    @Override
    public Future<Answer<MessagePage>> listMessages(Caller caller, int limit, @Nullable String cursor) {
        var after = cursor == null ? null : cursors.open(caller, LIST, NO_FILTERS, cursor, Messages.Position.class);
        // One more than shown tells whether there is a next page.
        return messages.page(caller, after, limit + 1).map(found -> Answer.ok(page(caller, limit, cursor, found)));
    }

    private MessagePage page(Caller caller, int limit, @Nullable String cursor, List<Message> found) {
        var shown = found.subList(0, Math.min(limit, found.size()));
        var links = new LinkedHashMap<String, Link>();
        links.put("self", link(limit, cursor));
        if (found.size() > limit) {
            var last = shown.getLast();
            var next = new Messages.Position(last.createdDate(), last.id());
            links.put("next", link(limit, cursors.seal(caller, LIST, NO_FILTERS, next)));
        }
        return new MessagePage(List.copyOf(shown), Map.copyOf(links));
    }

    private static Link link(int limit, @Nullable String cursor) {
        return new Link(PATH + "?limit=" + limit + (cursor == null ? "" : "&cursor=" + cursor), null);
    }
}
