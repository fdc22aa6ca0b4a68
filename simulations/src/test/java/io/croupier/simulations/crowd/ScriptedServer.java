package io.croupier.simulations.crowd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Speaks the server's side of the protocol, and misbehaves as a test asks it to. */
@SuppressWarnings("FutureReturnValueIgnored")
final class ScriptedServer implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MAX_REMEMBERED = 10_000;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ChannelGroup open = new DefaultChannelGroup(group.next());
    private final ConcurrentLinkedQueue<JsonNode> received = new ConcurrentLinkedQueue<>();
    /** Answers by the type of the message; the place of an {@code id} is marked by a sign. */
    private final Map<String, String> answers = new ConcurrentHashMap<>();

    private final AtomicInteger refusals = new AtomicInteger();
    private final Channel door;

    ScriptedServer() {
        answers.put(
                "connect",
                "{'type':'connected','id':#,'pingIntervalMs':100,'epoch':'p','offset':0,'recovered':false,'events':[]}");
        answers.put(
                "subscribe",
                "{'type':'subscribed','id':#,'table':'t','epoch':'e','offset':0,'recovered':false,'snapshot':{}}");
        answers.put("ping", "{'type':'pong','id':#}");
        door = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel made) {
                        made.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(8_192), new Refusing())
                                .addLast(new WebSocketServerProtocolHandler("/live", "croupier.v1.json"))
                                .addLast(new Answering());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    URI address() {
        return URI.create("ws://127.0.0.1:" + ((InetSocketAddress) door.localAddress()).getPort() + "/live");
    }

    /** From now on answers a type of message so; an empty text is silence. */
    void answer(String type, String json) {
        answers.put(type, json);
    }

    /** Answers so many upgrades with 503. */
    void refuse(int times) {
        refusals.set(times);
    }

    /** Sends this to everyone, and returns when it is on its way: whatever is answered later comes behind it. */
    void say(String json) {
        open.writeAndFlush(new TextWebSocketFrame(json.replace('\'', '"'))).awaitUninterruptibly(10, TimeUnit.SECONDS);
    }

    void closeAll(int code) {
        open.writeAndFlush(new CloseWebSocketFrame(code, "by the script"));
    }

    /** What came of this type, oldest first. */
    List<JsonNode> received(String type) {
        return received.stream()
                .filter(message -> message.path("type").asText().equals(type))
                .toList();
    }

    private final class Refusing extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                var full = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SERVICE_UNAVAILABLE);
                full.headers().set("Content-Length", 0).set("Retry-After", "0");
                context.writeAndFlush(full);
            } else {
                context.fireChannelRead(request.retain());
            }
        }
    }

    private final class Answering extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            open.add(context.channel());
            context.fireChannelActive();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) throws IOException {
            JsonNode message = MAPPER.readTree(frame.text());
            if (received.size() < MAX_REMEMBERED) {
                received.add(message);
            }
            String answer = answers.getOrDefault(message.path("type").asText(), "");
            if (!answer.isEmpty()) {
                String json = answer.replace('\'', '"')
                        .replace("#", message.path("id").toString());
                context.writeAndFlush(new TextWebSocketFrame(json));
            }
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2_000, TimeUnit.MILLISECONDS);
    }
}
