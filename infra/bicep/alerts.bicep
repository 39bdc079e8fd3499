// What operators are woken for. The program's log lines come as JSON texts from the Functions host's console; a test holds that each event named here is one
// that the program writes, and each timer one that it has.
param name string
param location string
param workspaceId string
param actionGroupId string

@description('Whether a zone publishes a CRL: then its absence is an alert.')
param publishesCrl bool

param tags object

@description('A list or CRL that is good for fewer hours than these, and was refused when it was fetched again, is an alert.')
param expiryHours int = 12

@description('A CRL that was not published for so many minutes is late. One of 60, 120, 180, 240, 300, 360; three intervals of the settings.')
param crlMinutes int = 240

// Numbers of events are those of docs/operations/monitoring.md.
var lines = 'AppTraces | extend event = toint(extract(\'"EventId":([0-9]+)\', 1, Message))'
var until = 'extend until = todatetime(extract("good until ([0-9-]+ [0-9:]+Z)", 1, Message))'

var timers = [
  'OperatorsFollowUp'
  'OperatorsPurge'
  'PurgeMailbox'
  'PurgeUsedTokens'
  'PurgeAcme'
  'PurgeDelegationAcme'
  'ContinueDelegationOrders'
  'PurgeHostProofs'
  'RegistryPublishLists'
  'RegistryRefreshLists'
  'RegistrySweep'
  'RegistryPurgeChallenges'
  'PaPublishCrl'
  'PaPublishList'
  'PaPublishCountryPolicy'
  'PaRefreshPartners'
  'PaRefreshPartnerCrls'
  'PaFollowRegistry'
  'PaPublishCpsList'
  'PaCommitNumbers'
  'PaRemoveOldNumbers'
  'PaPurgeDirectory'
  'PaPurgeRevocations'
  'PaPurgeTokens'
  'PaFoldObservations'
  'PaActOnReputation'
  'PaTellRegistry'
  'RegistryPurgeReputation'
  'PaPurgeReputation'
  'PaSweep'
  'PaWarn'
  'CaPublishCrl'
  'CaPurgeRevocations'
  'CaReadNotices'
  'CaReportRevocations'
  'DelegationReportRevocations'
  'RenewCertificate'
  'VsSweepPolicies'
  'PurgeFirstFailures'
  'AsSweepPolicies'
  'ReviewPresentations'
  'PurgePresentations'
  'MergeCallCounts'
  'DelegationFollow'
  'DelegationSettle'
  'DelegationCompare'
  'DelegationPurge'
]

var logAlerts = [
  {
    name: 'list-expiring'
    description: 'The trusted-CA list cannot be renewed and ends soon. Without it nothing is verified: act before that time.'
    severity: 1
    query: '${lines} | where event == 1302 | ${until} | where isnull(until) or until < now() + ${expiryHours}h'
    windowMinutes: 60
  }
  {
    name: 'crl-expiring'
    description: 'A CRL that calls are checked by cannot be renewed and ends soon.'
    severity: 1
    query: '${lines} | where event in (1612, 1615) | ${until} | where isnull(until) or until < now() + ${expiryHours}h'
    windowMinutes: 60
  }
  {
    name: 'list-behind'
    description: 'A later CRL or list is published than the records know of: they were restored from an older copy, and none is published until somebody acts.'
    severity: 0
    query: '${lines} | where event in (1604, 1606, 1703)'
    windowMinutes: 30
  }
  {
    name: 'list-restarted'
    description: 'A CRL or trusted-CA list began its numbers anew after the last one had ended. Ask its issuer whether that was meant: if not, its key is in other hands.'
    severity: 1
    query: '${lines} | where event in (1630, 1631)'
    windowMinutes: 30
  }
  {
    name: 'mapping-refused'
    description: 'A cpsMapping is refused. The last good one is in force until its own end.'
    severity: 2
    query: '${lines} | where event == 1741'
    windowMinutes: 60
  }
  {
    name: 'notice-not-followed'
    description: 'A notice of the policy administrator was not followed: a certificate that it revokes may still be trusted. Revoke it by hand.'
    severity: 1
    query: '${lines} | where event in (1711, 1714)'
    windowMinutes: 30
  }
  {
    name: 'verification-differs'
    description: 'Verification by tables gave another answer than OpenSSL and is off. Calls are verified by OpenSSL; report the fault.'
    severity: 2
    query: '${lines} | where event == 1001'
    windowMinutes: 30
  }
  {
    name: 'refresh-failing'
    description: 'The refresh of lists or CRLs fails by a fault of the store, or reports of revocations are not taken.'
    severity: 2
    query: '${lines} | where event in (1304, 1305, 1613, 1614, 1621, 1622)'
    windowMinutes: 30
  }
  {
    name: 'out-of-band-failing'
    description: 'Calls are not posted, pushed or taken out of band: the store fails, or the program has a fault.'
    severity: 2
    query: '${lines} | where event in (4281, 4282, 4289, 4290, 4291, 4295)'
    windowMinutes: 30
  }
  {
    name: 'renewal-failing'
    description: 'The provider\'s certificate is not renewed.'
    severity: 2
    query: '${lines} | where event in (1802, 1810, 1811)'
    windowMinutes: 60
  }
  {
    name: 'timer-failing'
    description: 'A timer fails: what it purges, publishes or renews waits.'
    severity: 2
    query: 'AppRequests | where Success == false and OperationName in ("${join(timers, '", "')}")'
    windowMinutes: 30
  }
  {
    name: 'mailbox-unreadable'
    description: 'Waiting PASSporTs do not open: a record was changed or moved, or two deployment secrets share an id.'
    severity: 1
    query: '${lines} | where event == 2201'
    windowMinutes: 15
  }
  {
    name: 'lent-not-revoked'
    description: 'Certificates for numbers that are lent no more cannot be revoked: their customers can still call from them.'
    severity: 1
    query: '${lines} | where event in (4311, 4314)'
    windowMinutes: 15
  }
  {
    name: 'clock-behind'
    description: 'The clock is behind the last CRL.'
    severity: 2
    query: '${lines} | where event == 1603'
    windowMinutes: 60
  }
]

resource onLogs 'Microsoft.Insights/scheduledQueryRules@2023-03-15-preview' = [for alert in logAlerts: {
  name: '${name}-${alert.name}'
  location: location
  tags: tags
  properties: {
    description: alert.description
    severity: alert.severity
    enabled: true
    scopes: [
      workspaceId
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT${alert.windowMinutes}M'
    criteria: {
      allOf: [
        {
          query: alert.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: [
            {
              name: 'AppRoleName'
              operator: 'Include'
              values: [
                '*'
              ]
            }
          ]
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    autoMitigate: true
    actions: {
      actionGroups: [
        actionGroupId
      ]
    }
  }
}]

// Of each list by its name, so that one which is published does not hide one which is not. A list that was never published shows in crl-none.
resource crlLate 'Microsoft.Insights/scheduledQueryRules@2023-03-15-preview' = if (publishesCrl) {
  name: '${name}-crl-late'
  location: location
  tags: tags
  properties: {
    description: 'A CRL that was published today is not published any more. It expires where nobody acts.'
    severity: 1
    enabled: true
    scopes: [
      workspaceId
    ]
    evaluationFrequency: 'PT15M'
    windowSize: 'P1D'
    criteria: {
      allOf: [
        {
          query: '${lines} | where event == 1601 | extend list = extract("CRL ([a-z]+) number", 1, Message) | summarize last = max(TimeGenerated) by AppRoleName, list | where last < ago(${crlMinutes}m)'
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    autoMitigate: true
    actions: {
      actionGroups: [
        actionGroupId
      ]
    }
  }
}

resource crlNone 'Microsoft.Insights/scheduledQueryRules@2023-03-15-preview' = if (publishesCrl) {
  name: '${name}-crl-none'
  location: location
  tags: tags
  properties: {
    description: 'No CRL is published at all.'
    severity: 0
    enabled: true
    scopes: [
      workspaceId
    ]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT${crlMinutes}M'
    criteria: {
      allOf: [
        {
          query: '${lines} | where event == 1601'
          timeAggregation: 'Count'
          operator: 'LessThan'
          threshold: 1
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    autoMitigate: true
    actions: {
      actionGroups: [
        actionGroupId
      ]
    }
  }
}
