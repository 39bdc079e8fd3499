// What operators are woken for that the program cannot tell of: errors and throttling as Azure's own metrics have them.
param name string
param actionGroupId string
param storageAccountIds string[]
param vaultIds string[]

@description('Empty: there is no Front Door.')
param frontDoorId string

param tags object

var frontDoorAlerts = empty(frontDoorId) ? [] : [
  {
    name: 'server-errors'
    description: 'More than one answer in a hundred is 5xx.'
    severity: 1
    metric: 'Percentage5XX'
    aggregation: 'Average'
    threshold: 1
    dimensions: []
  }
  {
    name: 'callers-throttled'
    description: 'Callers get 429: Limits:PerAddressPerSecond or Cps:PerCertificatePerSecond is too low, or somebody asks too much.'
    severity: 3
    metric: 'RequestCount'
    aggregation: 'Total'
    threshold: 1000
    dimensions: [
      {
        name: 'HttpStatus'
        operator: 'Include'
        values: [
          '429'
        ]
      }
    ]
  }
]
var storageAlerts = map(storageAccountIds, id => {
  name: 'throttled-${last(split(id, '/'))}'
  description: 'The storage account answers that it is busy: its limit is near.'
  severity: 1
  scope: id
  namespace: 'Microsoft.Storage/storageAccounts'
  metric: 'Transactions'
  dimension: 'ResponseType'
  values: [
    'ClientThrottlingError'
    'ClientAccountRequestThrottlingError'
    'ServerBusyError'
    'ServerTimeoutError'
  ]
})
var vaultAlerts = map(vaultIds, id => {
  name: 'throttled-${last(split(id, '/'))}'
  description: 'The vault answers 429: more is signed than it can do.'
  severity: 1
  scope: id
  namespace: 'Microsoft.KeyVault/vaults'
  metric: 'ServiceApiResult'
  dimension: 'StatusCode'
  values: [
    '429'
  ]
})

resource onFrontDoor 'Microsoft.Insights/metricAlerts@2018-03-01' = [for alert in frontDoorAlerts: {
  name: '${name}-${alert.name}'
  location: 'global'
  tags: tags
  properties: {
    description: alert.description
    severity: alert.severity
    enabled: true
    scopes: [
      frontDoorId
    ]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: alert.name
          metricNamespace: 'Microsoft.Cdn/profiles'
          metricName: alert.metric
          dimensions: alert.dimensions
          operator: 'GreaterThan'
          threshold: alert.threshold
          timeAggregation: alert.aggregation
        }
      ]
    }
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}]

resource onThrottling 'Microsoft.Insights/metricAlerts@2018-03-01' = [for alert in concat(storageAlerts, vaultAlerts): {
  name: '${name}-${alert.name}'
  location: 'global'
  tags: tags
  properties: {
    description: alert.description
    severity: alert.severity
    enabled: true
    scopes: [
      alert.scope
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'throttled'
          metricNamespace: alert.namespace
          metricName: alert.metric
          dimensions: [
            {
              name: alert.dimension
              operator: 'Include'
              values: alert.values
            }
          ]
          operator: 'GreaterThan'
          threshold: 10
          timeAggregation: alert.metric == 'ServiceApiResult' ? 'Count' : 'Total'
        }
      ]
    }
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}]
