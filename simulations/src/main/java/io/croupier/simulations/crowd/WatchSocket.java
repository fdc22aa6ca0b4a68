package io.croupier.simulations.crowd;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket of a watcher, from the TCP connection to its loss. All on the thread of the loop. It reads into an array that
 * all sockets of the loop share, and keeps nothing of the handshake, for there are tens of thousands of it.
 */
// What cannot be written or closed shows as a channel that has gone.
@SuppressWarnings("FutureReturnValueIgnored")
final class WatchSocket extends ChannelInboundHandlerAdapter {
    private static final int CONNECT_TIMEOUT_MS = 10_000;
    private static final int CLOSE_TIMEOUT_MS = 3_000;
    private static final int MAX_HEAD_BYTES = 8 * 1024;
    /** More than any recovery is. */
    private static final int MAX_MESSAGE_BYTES = 1024 * 1024;
    /**
     * Holds little of what comes while nobody reads. The same from the beginning on: making it smaller later has the system
     * drop what it had room for before, and the server then waits ever longer before it sends that again.
     */
    private static final int RECEIVE_BUFFER = 16 * 1024;

    /** Whom a socket tells. After {@code lost} or {@code refused}, of which one comes at most, it says nothing more. */
    interface Listener {
        /** The upgrade is done. */
        void opened();

        /** A text message is in the first {@code length} bytes, until the call returns. */
        void received(byte[] bytes, int length);

        void lost(int closeCode);

        /** The upgrade was answered with another status; 0 seconds where nothing was said about when to come again. */
        void refused(int status, int retryAfterSeconds);

        /** The server broke the protocol; the socket is cut. */
        void broken(String how);
    }

    /** Where sockets lead to, and what they share. */
    static final class Door {
        private final Bootstrap bootstrap;
        private final URI live;
        private final byte[] inbox = new byte[MAX_MESSAGE_BYTES];

        Door(EventLoop loop, URI live) {
            this.live = live;
            this.bootstrap = new Bootstrap()
                    .group(loop)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
                    .remoteAddress(new InetSocketAddress(live.getHost(), live.getPort()));
        }

        WatchSocket open(Listener listener) {
            return new WatchSocket(this, listener);
        }
    }

    private final byte[] inbox;
    private final Listener listener;
    private final Channel channel;
    private @Nullable WebSocketClientHandshaker handshaker;
    private boolean ended;

    private WatchSocket(Door door, Listener listener) {
        this.inbox = door.inbox;
        this.listener = listener;
        this.handshaker = WebSocketClientHandshakerFactory.newHandshaker(
                door.live,
                WebSocketVersion.V13,
                "croupier.v1.json",
                false,
                EmptyHttpHeaders.INSTANCE,
                MAX_MESSAGE_BYTES,
                true,
                false,
                CLOSE_TIMEOUT_MS,
                false,
                // No Origin: it is pages that have one.
                false);
        var connecting = door.bootstrap
                .clone()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel made) {
                        made.pipeline()
                                .addLast(new HttpClientCodec())
                                .addLast(new HttpObjectAggregator(MAX_HEAD_BYTES))
                                .addLast(WatchSocket.this);
                    }
                })
                .connect();
        this.channel = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                end(CloseCodes.ABNORMAL);
            }
        });
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        WebSocketClientHandshaker begun = handshaker;
        if (begun != null) {
            begun.handshake(context.channel());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (ended) {
                return;
            }
            if (message instanceof FullHttpResponse response) {
                upgraded(context, response);
            } else if (message instanceof TextWebSocketFrame text) {
                ByteBuf content = text.content();
                int length = content.readableBytes();
                content.readBytes(inbox, 0, length);
                listener.received(inbox, length);
            } else if (message instanceof PingWebSocketFrame ping) {
                context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            } else if (message instanceof CloseWebSocketFrame close) {
                int code = close.statusCode();
                closeSaying(code < 0 ? CloseCodes.NORMAL : code);
                end(code < 0 ? CloseCodes.ABNORMAL : code);
            } else if (message instanceof WebSocketFrame other && !(other instanceof PongWebSocketFrame)) {
                breakOff("a " + other.getClass().getSimpleName());
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void upgraded(ChannelHandlerContext context, FullHttpResponse response) {
        WebSocketClientHandshaker begun = handshaker;
        if (begun == null) {
            breakOff("a second response to the upgrade");
            return;
        }
        handshaker = null;
        try {
            begun.finishHandshake(context.channel(), response);
        } catch (WebSocketHandshakeException refused) {
            ended = true;
            context.close();
            listener.refused(response.status().code(), response.headers().getInt(HttpHeaderNames.RETRY_AFTER, 0));
            return;
        }
        context.pipeline().addBefore(context.name(), null, new WebSocketFrameAggregator(MAX_MESSAGE_BYTES));
        listener.opened();
    }

    /** Sends a text message; it is lost where the server does not take what was sent before. */
    void send(String json) {
        if (!ended && channel.isWritable()) {
            channel.writeAndFlush(new TextWebSocketFrame(json), channel.voidPromise());
        }
    }

    /** Stops reading: what comes fills the buffers of both sides' systems, and then the server's. */
    void stall() {
        channel.config().setAutoRead(false);
    }

    /** Reads again. */
    void readOn() {
        channel.config().setAutoRead(true);
    }

    /** Cuts the connection as a broken network does: with a reset, which leaves no port waiting on this side either. */
    void cut() {
        if (channel.isActive()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        channel.close();
        end(CloseCodes.ABNORMAL);
    }

    /** Says good-bye; the listener is told nothing more. */
    void leave() {
        ended = true;
        if (handshaker == null) {
            closeSaying(CloseCodes.NORMAL);
        } else {
            channel.close();
        }
    }

    private void closeSaying(int code) {
        channel.writeAndFlush(new CloseWebSocketFrame(code, "")).addListener(ChannelFutureListener.CLOSE);
        // Where the server takes nothing more, the close frame is never written.
        channel.eventLoop().schedule(() -> channel.close(), CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    }

    private void breakOff(String how) {
        if (!ended) {
            listener.broken(how);
            cut();
        }
    }

    private void end(int closeCode) {
        if (!ended) {
            ended = true;
            listener.lost(closeCode);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(CloseCodes.ABNORMAL);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            cut();
        } else {
            breakOff(cause.toString());
        }
    }
}
