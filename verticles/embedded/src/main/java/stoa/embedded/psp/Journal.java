package stoa.embedded.psp;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must outlive the process, a JSON line per change, the last one of an id counts. One write is under way at a time and the next
 * one gathers meanwhile, so that a process killed in mid-write leaves at most a torn end. Without a directory nothing is kept.
 */
final class Journal {
    private static final String FILE = "psp.jsonl";

    private final @Nullable AsyncFile file;
    private Buffer gathered = Buffer.buffer();
    private Promise<Void> gatheredDone = Promise.promise();
    private boolean writing;

    private Journal(@Nullable AsyncFile file) {
        this.file = file;
    }

    static Future<Journal> open(Vertx vertx, @Nullable Path directory) {
        if (directory == null) {
            return Future.succeededFuture(new Journal(null));
        }
        var options = new OpenOptions().setCreate(true).setWrite(true).setAppend(true);
        return vertx.fileSystem()
                .open(directory.resolve(FILE).toString(), options)
                .map(Journal::new);
    }

    /** Every line that can be read, oldest first. Blocks. */
    static List<JsonObject> read(@Nullable Path directory) throws IOException {
        var lines = new ArrayList<JsonObject>();
        if (directory == null || !Files.exists(directory.resolve(FILE))) {
            return lines;
        }
        for (var line : Files.readAllLines(directory.resolve(FILE))) {
            try {
                lines.add(new JsonObject(line));
            } catch (DecodeException torn) {
                // The process died while it wrote this line, so nobody was told of it.
            }
        }
        return lines;
    }

    /** Starts a new file with these lines in place of the old one. Blocks. */
    static void replace(@Nullable Path directory, List<JsonObject> lines) throws IOException {
        if (directory == null) {
            return;
        }
        Files.createDirectories(directory);
        var fresh = directory.resolve(FILE + ".new");
        Files.write(fresh, lines.stream().map(JsonObject::encode).toList());
        Files.move(fresh, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Ends when the line is written. Only from the context that opened the journal. */
    Future<Void> append(JsonObject line) {
        if (file == null) {
            return Future.succeededFuture();
        }
        gathered.appendString(line.encode()).appendString("\n");
        var done = gatheredDone.future();
        if (!writing) {
            write(file);
        }
        return done;
    }

    private void write(AsyncFile to) {
        var lines = gathered;
        var done = gatheredDone;
        gathered = Buffer.buffer();
        gatheredDone = Promise.promise();
        writing = true;
        to.write(lines).onComplete(written -> {
            writing = false;
            if (gathered.length() > 0) {
                write(to);
            }
            if (written.succeeded()) {
                done.complete();
            } else {
                done.fail(written.cause());
            }
        });
    }

    Future<Void> close() {
        return file == null ? Future.succeededFuture() : file.close();
    }
}
