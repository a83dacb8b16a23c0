import io.ktor.client.HttpClient
import io.ktor.client.engine.cio.CIO
import io.ktor.client.request.get
import io.ktor.client.statement.bodyAsText
import io.ktor.server.engine.embeddedServer
import io.ktor.server.netty.Netty
import io.ktor.server.response.respondText
import io.ktor.server.routing.get
import io.ktor.server.routing.routing
import kotlinx.coroutines.delay

/** Greets, at once, after a delay, and as its own client. */
fun main() {
  val client = HttpClient(CIO)
  embeddedServer(Netty, port = 8080, host = "0.0.0.0") {
    routing {
      get("/hello") { call.respondText("Hello, ${call.request.queryParameters["name"]}") }
      get("/delayed") {
        delay(20)
        call.respondText("delayed")
      }
      get("/self") { call.respondText(client.get("http://localhost:8080/hello?name=self").bodyAsText()) }
    }
  }.start(wait = true)
}
