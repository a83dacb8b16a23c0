(ns service
  (:require [clojure.core.async :as async] [clojure.data.json :as json])
  (:import (com.sun.net.httpserver HttpHandler HttpServer) (java.net InetSocketAddress) (java.util.concurrent Executors)))

(defn fibonacci [n] (nth (map first (iterate (fn [[a b]] [b (+' a b)]) [0N 1N])) n))

(defn later [value] (async/go (async/<! (async/timeout 20)) value))

(defn handler [answer]
  (reify HttpHandler
    (handle [_ exchange]
      (let [body (.getBytes (json/write-str (answer)))]
        (.sendResponseHeaders exchange 200 (count body))
        (with-open [out (.getResponseBody exchange)] (.write out body))))))

(doto (HttpServer/create (InetSocketAddress. 8080) 0)
  (.setExecutor (Executors/newFixedThreadPool 4))
  (.createContext "/ready" (handler (fn [] {:ready true})))
  (.createContext "/async" (handler (fn [] {:value (async/<!! (later 42))})))
  (.createContext "/fibonacci" (handler (fn [] {:value (str (fibonacci 500))})))
  (.start))
