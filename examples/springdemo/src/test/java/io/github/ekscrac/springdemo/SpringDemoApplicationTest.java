package io.github.ekscrac.springdemo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasSize;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

@SpringBootTest(properties = {"mode=ci", "aws.region=eu-west-1", "dynamodb.endpoint=http://dynamodb:8000"})
class SpringDemoApplicationTest {

    private static final String CUSTOMER =
            """
            {"name": "Grace Hopper", "email": "grace@example.com", "accountNumber": "NL-0001"}
            """;

    @Autowired
    private WebApplicationContext context;

    @Autowired
    private BeanOrder beanOrder;

    private MockMvc mvc;

    @BeforeEach
    void setUp() {
        mvc = MockMvcBuilders.webAppContextSetup(context).build();
    }

    @Test
    void keepsACustomer() throws Exception {
        String location = mvc.perform(post("/api/customers").contentType(MediaType.APPLICATION_JSON).content(CUSTOMER))
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.id").isNotEmpty())
                .andReturn().getResponse().getHeader("Location");

        mvc.perform(get(location))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.name").value("Grace Hopper"))
                .andExpect(jsonPath("$.createdAt").isNotEmpty());
    }

    @Test
    void pointsAtTheNewCustomer() throws Exception {
        var added = mvc.perform(post("/api/customers").contentType(MediaType.APPLICATION_JSON).content(CUSTOMER));
        String body = added.andReturn().getResponse().getContentAsString();
        String id = body.replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");

        added.andExpect(header().string("Location", endsWith("/" + id)));
    }

    @Test
    void listsOnePage() throws Exception {
        for (int i = 0; i < 3; i++) {
            mvc.perform(post("/api/customers").contentType(MediaType.APPLICATION_JSON).content(CUSTOMER));
        }

        mvc.perform(get("/api/customers?limit=2")).andExpect(status().isOk()).andExpect(jsonPath("$", hasSize(2)));
        mvc.perform(get("/api/customers?after=zzz")).andExpect(jsonPath("$", hasSize(0)));
    }

    @Test
    void refusesWhatItCannotAnswer() throws Exception {
        mvc.perform(get("/api/customers/nobody")).andExpect(status().isNotFound());
        mvc.perform(post("/api/customers").contentType(MediaType.APPLICATION_JSON).content("{\"name\": \"only\"}"))
                .andExpect(status().isBadRequest());
    }

    @Test
    void tellsItsSettings() throws Exception {
        mvc.perform(get("/api/info"))
                .andExpect(jsonPath("$.mode").value("ci"))
                .andExpect(jsonPath("$.endpoint").value("http://dynamodb:8000"))
                .andExpect(jsonPath("$.region").value("eu-west-1"));
    }

    @Test
    void isReady() throws Exception {
        mvc.perform(get("/actuator/health/readiness")).andExpect(status().isOk());
    }

    /** The order of registration decides the order of the hooks; see {@link DynamoDbCheckpoint}. */
    @Test
    void registersForCheckpointsBeforeSpringsLifecycleDoes() {
        assertThat(beanOrder.names).containsSubsequence("dynamoDbCheckpoint", "lifecycleProcessor");
    }

    @TestConfiguration
    static class Fakes {

        @Bean
        @Primary
        DynamoDbClientFactory inMemoryClients() {
            return settings -> new InMemoryDynamoDb();
        }

        @Bean
        static BeanOrder beanOrder() {
            return new BeanOrder();
        }
    }

    static class BeanOrder implements BeanPostProcessor {

        private final List<String> names = new ArrayList<>();

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            names.add(name);
            return bean;
        }
    }
}
